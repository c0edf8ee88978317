//! `cargo xtask tools`: the programs that judge what Groundplan writes, kept in the user's cache.
//!
//! The table says which tool in which version and how it is got; each way is a file of its own.
//! Where a tool is looked for is a contract with `groundplan verify`: see `docs/tools.md`.

pub mod crds;
pub mod debian;
mod find;
mod go;
mod list;
mod nginx;
mod npm;
mod pip;
mod place;
mod schemas;
pub mod table;
mod terraform;
mod version;

use std::env;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::process::step;
use crate::workspace::Workspace;
use find::{Found, find, search_path};
use table::{TOOLS, Tool, Way};

/// Get the tools that judge the output, or list them.
#[derive(Args)]
pub struct Tools {
    /// Only these; without a name, all.
    names: Vec<String>,
    /// Install nothing; say what is there, in which version, and where.
    #[arg(long)]
    list: bool,
}

impl Tools {
    /// Gets the chosen tools, going on after one that fails.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        let tools = chosen(&self.names)?;
        if self.list {
            print!("{}", list::table(workspace, &tools)?);
            return Ok(());
        }
        get_all(workspace, &tools)
    }
}

/// Gets every tool of the table.
pub fn get_everything(workspace: &Workspace) -> Result<()> {
    get_all(workspace, &TOOLS.iter().collect::<Vec<_>>())
}

/// Lets a command find the tools: those from the cache come before others of their name, and what
/// can't be on a search path gets a variable.
pub fn offer(workspace: &Workspace, command: &mut Command) -> Result<()> {
    let mut folders: Vec<PathBuf> = Vec::new();
    for tool in &TOOLS {
        if let Found::Cached { path, .. } = find(workspace, tool)?
            && let Some(folder) = path.parent().filter(|_| path.is_file())
        {
            folders.push(folder.to_owned());
        }
    }
    folders.extend(search_path());
    let path = env::join_paths(folders).context("a tool's folder can't be on the search path")?;
    command.env("PATH", path);
    if let Some(chromium) = table::named("chromium").and_then(|tool| find(workspace, tool).ok()) {
        command.envs(chromium.path().map(|path| ("GROUNDPLAN_CHROMIUM", path)));
    }
    if let Some(mirror) = terraform::mirror() {
        command.env(terraform::MIRROR_VARIABLE, mirror);
    }
    Ok(())
}

fn chosen(names: &[String]) -> Result<Vec<&'static Tool>> {
    if names.is_empty() {
        return Ok(TOOLS.iter().collect());
    }
    names
        .iter()
        .map(|name| {
            table::named(name).with_context(|| {
                let known: Vec<&str> = TOOLS.iter().map(|tool| tool.name).collect();
                format!("there is no tool `{name}`; there are {}", known.join(", "))
            })
        })
        .collect()
}

fn get_all(workspace: &Workspace, tools: &[&Tool]) -> Result<()> {
    let mut missing = Vec::new();
    for tool in tools {
        if let Err(error) = get(workspace, tool) {
            eprintln!("  {}: {error:#}", tool.name);
            missing.push(tool.name);
        }
    }
    if !missing.is_empty() {
        bail!("not installed: {} (the reasons stand above)", missing.join(", "));
    }
    Ok(())
}

/// Gets one tool, or says that it is there already.
fn get(workspace: &Workspace, tool: &Tool) -> Result<()> {
    let before = find(workspace, tool)?;
    if before.path().is_some() {
        eprintln!("▸ {}: {before}", tool.name);
        return Ok(());
    }
    if let Found::TooOld { .. } = before {
        eprintln!("  {}: {before}", tool.name);
    }
    step(&format!("Getting {} {} ({})", tool.name, tool.version, tool.purpose), || match &tool.way {
        Way::Go { module, package, flags } => go::build(workspace, tool, module, package, flags),
        Way::Nginx { sources } => nginx::build(tool, sources),
        Way::Schemas { wheel } => schemas::unpack(workspace, tool, wheel),
        Way::Definitions { sources } => crds::unpack(tool, sources),
        Way::Debian { packages, .. } => debian::install(packages),
        Way::Npm { folder } => npm::install(workspace, folder),
        Way::Pip { packages } => pip::install(tool, packages),
        Way::Python { requirements, module } => pip::program(tool, &workspace.root.join(requirements), module),
        Way::Own { advice } => bail!("{advice}"),
    })?;
    let after = find(workspace, tool)?;
    if after.path().is_none() {
        bail!("was installed, but then: {after}");
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_unknown_tool_is_refused_with_the_known_names() {
        let error = chosen(&["helmm".to_owned()]).unwrap_err();
        let text = format!("{error:#}");
        assert!(text.contains("`helmm`") && text.contains("kubeconform"), "{text}");
    }

    #[test]
    fn no_name_means_every_tool() {
        assert_eq!(chosen(&[]).unwrap().len(), TOOLS.len());
        assert_eq!(chosen(&["helm".to_owned()]).unwrap()[0].name, "helm");
    }
}
