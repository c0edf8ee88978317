//! Terraform reads the form of every file, and the meaning of every root.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs, io};

use super::process::run;
use super::tools::Tools;
use super::{Check, Trouble, Work, names};

const FOLDER: &str = "terraform";
/// The tests of a root.
const TESTS: &str = "tests/plan.tftest.hcl";
/// The name of a mirror of providers.
const MIRROR: &str = "tf-plugins";
/// Where mirrors are looked for, two levels deep.
const AROUND: [&str; 5] = ["/opt", "/usr/share", "/usr/local", "/usr/lib", "/var/lib"];

pub(super) fn checks(work: &Work) -> Vec<Check> {
    let folder = work.folder.join(FOLDER);
    if !folder.is_dir() {
        return Vec::new();
    }
    let (tools, all) = (work.tools.clone(), folder.clone());
    let form = Check {
        name: "terraform fmt".to_owned(),
        tool: "terraform",
        files: vec![format!("{FOLDER}/")],
        run: Box::new(move || {
            run(terraform(&tools, None)?.args(["fmt", "-check", "-diff", "-recursive", "-no-color"]).current_dir(&all))
                .map(drop)
        }),
    };
    let mut checks = vec![form];
    for environment in names(&folder.join("environments")) {
        for root in names(&folder.join("environments").join(&environment)) {
            let place = folder.join("environments").join(&environment).join(&root);
            if !names(&place).iter().any(|name| name.ends_with(".tf")) {
                continue;
            }
            let (tools, settings) = (work.tools.clone(), work.terraform_settings.clone());
            checks.push(Check {
                name: format!("terraform {environment} {root}"),
                tool: "terraform",
                files: vec![format!("{FOLDER}/environments/{environment}/{root}/")],
                run: Box::new(move || validate(&tools, settings.as_deref(), &place)),
            });
        }
    }
    checks
}

fn validate(tools: &Tools, settings: Option<&Path>, root: &Path) -> Result<(), Trouble> {
    let step = |arguments: &[&str]| run(terraform(tools, settings)?.args(arguments).arg("-no-color").current_dir(root));
    step(&["init", "-backend=false", "-input=false"])?;
    // Tests whose provider is mocked need no account, and validate a root before they plan it.
    let tests = std::fs::read_to_string(root.join(TESTS)).unwrap_or_default();
    let mocked = ["mock_provider ", "run "].iter().all(|word| tests.lines().any(|line| line.starts_with(word)));
    step(&[if mocked { "test" } else { "validate" }]).map(drop)
}

fn terraform(tools: &Tools, settings: Option<&Path>) -> Result<Command, Trouble> {
    let mut command = tools.command("terraform")?;
    command
        .env("CHECKPOINT_DISABLE", "1")
        .env("TF_IN_AUTOMATION", "1")
        .env_remove("TF_DATA_DIR")
        .env_remove("TF_WORKSPACE");
    if let Some(settings) = settings {
        command.env("TF_CLI_CONFIG_FILE", settings);
    }
    Ok(command)
}

/// A settings file that names the mirror of providers on this machine, if there is one. Without it Terraform asks the public registry, or what the person's own settings name.
pub(super) fn settings(folder: &Path) -> io::Result<Option<PathBuf>> {
    let Some(mirror) = mirror() else { return Ok(None) };
    let file = folder.join("terraform.rc");
    // A quote or backslash in the path would end the text early; serde writes them as HCL reads them.
    let path = serde_json::to_string(&mirror.display().to_string())?.replace("${", "$${");
    fs::write(&file, format!("provider_installation {{\n  filesystem_mirror {{ path = {path} }}\n}}\n"))?;
    Ok(Some(file))
}

fn mirror() -> Option<PathBuf> {
    if let Some(named) = env::var_os("GROUNDPLAN_TF_PLUGINS") {
        return Some(PathBuf::from(named)).filter(|folder| folder.is_dir());
    }
    let home = env::var_os("HOME").map(PathBuf::from);
    AROUND.iter().map(PathBuf::from).chain(home).find_map(|folder| below(&folder, 2))
}

fn below(folder: &Path, levels: usize) -> Option<PathBuf> {
    let found = folder.join(MIRROR);
    if found.is_dir() {
        return Some(found);
    }
    let next = levels.checked_sub(1).filter(|next| *next > 0)?;
    names(folder)
        .into_iter()
        .map(|name| folder.join(name))
        .filter(|path| path.is_dir())
        .find_map(|path| below(&path, next))
}
