//! `terraform fmt -check`, `init` and `validate` in every root.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

use super::{Verdict, command, folders, run};
use crate::place::name;

/// How deep below a starting folder a mirror of providers may lie.
const DEPTH: usize = 2;

/// The folders of the environments.
#[must_use]
pub fn environments(bundle: &Path) -> Vec<PathBuf> {
    folders(&bundle.join("terraform/environments"))
}

/// The roots of a bundle: one a layer and unit of each environment.
#[must_use]
pub fn roots(bundle: &Path) -> Vec<PathBuf> {
    environments(bundle).iter().flat_map(|environment| folders(environment)).collect()
}

/// Formats, initialises and validates; two roots at a time.
#[must_use]
pub fn judge(bundle: &Path) -> Verdict {
    let configuration = match configuration() {
        Ok(configuration) => configuration,
        Err(problem) => return Verdict { failed: vec![problem], ..Verdict::default() },
    };
    let work = Work::new(configuration, &roots(bundle), "validate");
    let format = run(work.terraform(&bundle.join("terraform")).args(["fmt", "-check", "-diff", "-recursive"]));
    let mut verdict = Verdict::default();
    verdict.note("terraform fmt", format);
    verdict.add(work.go(bundle));
    verdict
}

/// Runs the tests of modules, two at a time.
#[must_use]
pub fn test(modules: &[PathBuf]) -> Verdict {
    match configuration() {
        Ok(configuration) => {
            let parent = modules.first().and_then(|module| module.parent()).unwrap_or(Path::new("/")).to_owned();
            Work::new(configuration, modules, "test").go(&parent)
        }
        Err(problem) => Verdict { failed: vec![problem], ..Verdict::default() },
    }
}

/// What `terraform test` says of a root with a mocked provider, plan and all, one JSON message a line.
///
/// # Panics
/// Where the test does not pass.
#[must_use]
pub fn messages(root: &Path) -> String {
    let work = configuration().map(|configuration| Work::new(configuration, &[], "test"));
    let work = work.unwrap_or_else(|problem| panic!("{problem}"));
    let init = run(work.terraform(root).args(["init", "-backend=false", "-input=false", "-no-color"]));
    let said = init.and_then(|_| run(work.terraform(root).args(["test", "-json", "-verbose"])));
    let _ = fs::remove_file(&work.configuration);
    said.unwrap_or_else(|problem| panic!("{}: {problem}", root.display()))
}

struct Work {
    configuration: PathBuf,
    left: Mutex<Vec<PathBuf>>,
    done: Mutex<BTreeMap<PathBuf, Verdict>>,
    verb: &'static str,
}

impl Work {
    fn new(configuration: PathBuf, folders: &[PathBuf], verb: &'static str) -> Self {
        Self { configuration, left: Mutex::new(folders.to_vec()), done: Mutex::new(BTreeMap::new()), verb }
    }

    /// Works through the folders, two at a time; they are named from `parent`.
    fn go(self, parent: &Path) -> Verdict {
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| self.go_on());
            }
        });
        let mut verdict = Verdict::default();
        for (root, one) in self.done.into_inner().unwrap_or_else(|poisoned| poisoned.into_inner()) {
            let short = root.strip_prefix(parent).unwrap_or(&root).display().to_string();
            verdict.passed.extend(one.passed.iter().map(|what| format!("{what} {short}")));
            verdict.failed.extend(one.failed.iter().map(|what| format!("{short}: {what}")));
        }
        let _ = fs::remove_file(&self.configuration);
        verdict
    }

    fn terraform(&self, folder: &Path) -> Command {
        let mut command = command("terraform", folder, [""; 0]);
        command
            .env("TF_CLI_CONFIG_FILE", &self.configuration)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1");
        command
    }

    fn go_on(&self) {
        loop {
            let next = self.left.lock().ok().and_then(|mut left| left.pop());
            let Some(root) = next else { return };
            let verdict = self.root(&root);
            if let Ok(mut done) = self.done.lock() {
                done.insert(root, verdict);
            }
        }
    }

    fn root(&self, root: &Path) -> Verdict {
        let mut verdict = Verdict::default();
        // The state's home needs an account; a configuration is valid without.
        let init = run(self.terraform(root).args(["init", "-backend=false", "-input=false", "-no-color"]));
        if verdict.note("terraform init", init).is_some() {
            let what = format!("terraform {}", self.verb);
            verdict.note(what, run(self.terraform(root).args([self.verb, "-no-color"])));
        }
        verdict
    }
}

/// A file that names the mirror of providers on this machine, if there is one; without, the registry is asked.
///
/// # Errors
/// The place that can't be written.
pub fn configuration() -> Result<PathBuf, String> {
    let text = mirror().map_or_else(String::new, |mirror| {
        format!("provider_installation {{\n  filesystem_mirror {{ path = {:?} }}\n}}\n", mirror.display().to_string())
    });
    let path = std::env::temp_dir().join(format!(
        "groundplan-terraform-{}-{:?}.tfrc",
        std::process::id(),
        std::thread::current().id()
    ));
    fs::write(&path, text).map_err(|error| format!("{}: {error}", path.display()))?;
    Ok(path)
}

fn mirror() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("GROUNDPLAN_TF_PLUGINS") {
        return Some(PathBuf::from(named));
    }
    let home = std::env::home_dir();
    let starts = ["/opt", "/usr/share", "/usr/local", "/usr/lib", "/var/lib"].map(PathBuf::from);
    starts.into_iter().chain(home).find_map(|start| below(&start, DEPTH))
}

fn below(folder: &Path, depth: usize) -> Option<PathBuf> {
    let children = if depth == 0 { Vec::new() } else { folders(folder) };
    children
        .iter()
        .find(|child| name(child) == "tf-plugins")
        .cloned()
        .or_else(|| children.iter().find_map(|child| below(child, depth - 1)))
}
