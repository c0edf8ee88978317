//! Proof: the real tools, run over a bundle.
//!
//! Checks work in a copy: secrets that a script makes, lock files and providers that Terraform fetches never appear in the bundle. A tool that did not run never counts as passed. **Adding a tool is one file with its checks and one line in [`checks`].**

mod compose;
mod copy;
mod helm;
mod nginx;
mod observability;
mod process;
mod proof;
mod provenance;
mod scan;
mod stop;
mod terraform;
pub mod tfplan;
mod tools;

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::Instant;

use generators::bundle::{MANIFEST, Manifest};

pub use proof::{Checked, PROOF, Proof, Verdict};
pub use provenance::vouch;
pub use stop::Stop;

/// Checks that run at a time: most tools are busy with one core.
const AT_A_TIME: usize = 2;

/// Why a folder can't be verified at all.
#[derive(Debug, thiserror::Error)]
pub enum VerifyError {
    /// There is no bundle.
    #[error("{}: {message}; `groundplan synth FILE --out {}` makes a bundle", folder.display(), folder.display())]
    NoBundle {
        /// The folder.
        folder: PathBuf,
        /// What is missing.
        message: String,
    },
    /// No copy can be made.
    #[error("can't copy {} to work in: {error}", folder.display())]
    Copy {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        error: std::io::Error,
    },
}

/// One thing that a tool says about the bundle.
struct Check {
    /// What is checked: `compose base`.
    name: String,
    /// Which tool judges.
    tool: &'static str,
    /// What it reads, relative to the bundle.
    files: Vec<String>,
    /// Does it.
    run: Box<dyn Fn() -> Result<(), Trouble> + Send + Sync>,
}

/// Why a check did not pass.
enum Trouble {
    /// The tool said no; the end of what it printed.
    Failed(String),
    /// The tool did not judge, and why.
    NotRun(String),
}

/// What the checks work with: a copy of the bundle, and the tools.
struct Work {
    /// The copy.
    folder: PathBuf,
    /// Where the tools are.
    tools: tools::Tools,
    /// Terraform's settings file, where there is a mirror of providers.
    terraform_settings: Option<PathBuf>,
}

/// Runs every check over the bundle in a folder. `told` hears of each as it ends, with how many there are.
///
/// # Errors
/// [`VerifyError`] where there is no bundle.
pub fn verify(folder: &Path, told: &mut dyn FnMut(&Checked, usize)) -> Result<Proof, VerifyError> {
    verify_until(folder, &Arc::new(Stop::default()), told)
}

/// The same until it is stopped: checks that have not ended then did not run.
///
/// # Errors
/// [`VerifyError`] where there is no bundle.
pub fn verify_until(
    folder: &Path,
    stop: &Arc<Stop>,
    told: &mut dyn FnMut(&Checked, usize),
) -> Result<Proof, VerifyError> {
    let manifest = manifest(folder)?;
    let copied = |error| VerifyError::Copy { folder: folder.to_owned(), error };
    let temporary = tempfile::Builder::new().prefix("groundplan-verify-").tempdir().map_err(copied)?;
    let work = Work {
        folder: temporary.path().join("bundle"),
        tools: tools::Tools::find(),
        terraform_settings: terraform::settings(temporary.path()).map_err(copied)?,
    };
    copy::copy(folder, &work.folder).map_err(copied)?;
    let checks = checks(&work);
    let mut done = run(&checks, told, &work.tools, stop);
    done.sort_by_key(|(index, _)| *index);
    Ok(Proof {
        proof: 1,
        groundplan: env!("CARGO_PKG_VERSION").to_owned(),
        topology: manifest.topology,
        hash: manifest.hash,
        checks: done.into_iter().map(|(_, checked)| checked).collect(),
        unproven: unproven(&work.folder, work.terraform_settings.is_some()),
    })
}

/// Every check of a bundle, in the order in which they are reported.
fn checks(work: &Work) -> Vec<Check> {
    [
        compose::checks(work),
        nginx::checks(work),
        observability::checks(work),
        helm::checks(work),
        terraform::checks(work),
        scan::checks(work),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// What no check of a bundle says; `mirrored` where Terraform's providers came from a mirror.
fn unproven(folder: &Path, mirrored: bool) -> Vec<String> {
    let mut unproven = vec![
        "that the images exist and start".to_owned(),
        "that a cloud accepts the plan: no account was asked".to_owned(),
    ];
    if folder.join("terraform").is_dir() {
        unproven.push("that a second plan of what Terraform applied is empty".to_owned());
    }
    if folder.join("terraform/modules/kubernetes-cluster").is_dir() {
        unproven.push(
            "that nodes join the cluster of EKS and pods get their roles, and what the charts become with Terraform's `helm_values`"
                .to_owned(),
        );
    }
    if mirrored {
        unproven.push("versions of Terraform providers other than those of the mirror on this machine".to_owned());
    }
    unproven
}

fn manifest(folder: &Path) -> Result<Manifest, VerifyError> {
    let none = |message: String| VerifyError::NoBundle { folder: folder.to_owned(), message };
    let text = std::fs::read_to_string(folder.join(MANIFEST)).map_err(|error| none(format!("{MANIFEST}: {error}")))?;
    serde_json::from_str(&text).map_err(|error| none(format!("{MANIFEST}: {error}")))
}

/// Runs the checks, some at a time, each as soon as there is a place.
fn run(
    checks: &[Check],
    told: &mut dyn FnMut(&Checked, usize),
    tools: &tools::Tools,
    stop: &Arc<Stop>,
) -> Vec<(usize, Checked)> {
    let mut order: Vec<(usize, &Check)> = checks.iter().enumerate().collect();
    // The slowest first: begun last, it would go on alone when all others have ended.
    order.sort_by_key(|(_, check)| check.tool != scan::SLOWEST);
    let queue = Mutex::new(order.into_iter());
    let (sender, receiver) = mpsc::channel();
    let mut done = Vec::new();
    std::thread::scope(|scope| {
        for _ in 0..AT_A_TIME {
            let (sender, queue) = (sender.clone(), &queue);
            scope.spawn(move || {
                stop::heed(stop);
                loop {
                    let next = queue.lock().ok().and_then(|mut queue| queue.next());
                    let Some((index, check)) = next else { return };
                    if sender.send((index, judge(check, tools))).is_err() {
                        return;
                    }
                }
            });
        }
        drop(sender);
        for (index, checked) in receiver {
            told(&checked, checks.len());
            done.push((index, checked));
        }
    });
    done
}

fn judge(check: &Check, tools: &tools::Tools) -> Checked {
    let begun = Instant::now();
    let outcome = stop::reason().map_or_else(|| (check.run)(), |reason| Err(Trouble::NotRun(reason)));
    let (verdict, reason, output) = match outcome {
        Ok(()) => (Verdict::Passed, None, None),
        Err(Trouble::Failed(output)) => (Verdict::Failed, None, Some(output)),
        Err(Trouble::NotRun(reason)) => (Verdict::NotRun, Some(reason), None),
    };
    Checked {
        name: check.name.clone(),
        tool: check.tool.to_owned(),
        version: tools.version(check.tool),
        files: check.files.clone(),
        verdict,
        reason,
        duration_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
        output,
    }
}

/// The names in a folder of the copy, sorted; none where there is no such folder.
fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut names: Vec<String> = entries.filter_map(|entry| entry.file_name().into_string().ok()).collect();
    names.sort();
    names
}

#[cfg(test)]
mod tests {
    use super::unproven;

    #[test]
    fn what_is_not_proven_depends_on_what_is_there() {
        let bundle = tempfile::tempdir().unwrap();
        let told = |word: &str, mirrored| unproven(bundle.path(), mirrored).iter().any(|line| line.contains(word));
        assert!(told("images", false) && !told("second plan", false) && !told("mirror", false));
        std::fs::create_dir_all(bundle.path().join("terraform/modules/database")).unwrap();
        assert!(told("second plan", true) && told("mirror", true) && !told("EKS", true));
        std::fs::create_dir_all(bundle.path().join("terraform/modules/kubernetes-cluster")).unwrap();
        assert!(told("EKS", true));
    }
}
