//! The cache: one folder a tool and version, which appears whole or not at all.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::table::Tool;
use crate::workspace::tool_cache;

/// Folder of a tool's version: `<cache>/<name>/<version>`.
pub fn folder(tool: &Tool) -> Result<PathBuf> {
    Ok(tool_cache()?.join(tool.name).join(tool.version))
}

/// The program in a tool's folder: `bin/<name>`.
pub fn program(folder: &Path, tool: &Tool) -> PathBuf {
    folder.join("bin").join(format!("{}{}", tool.name, std::env::consts::EXE_SUFFIX))
}

/// Makes a tool's folder: `make` fills `fresh` and may leave what it needs meanwhile in `work`.
/// Only when it succeeds is `fresh` put in place; both are gone afterwards in any case.
pub fn make(tool: &Tool, make: impl FnOnce(&Path, &Path) -> Result<()>) -> Result<()> {
    make_at(&folder(tool)?, make)
}

fn make_at(target: &Path, make: impl FnOnce(&Path, &Path) -> Result<()>) -> Result<()> {
    let parent = target.parent().context("a tool's folder lies in another")?;
    let scratch = parent.join(format!(".partial-{}", std::process::id()));
    let (fresh, work) = (scratch.join("fresh"), scratch.join("work"));
    for folder in [&fresh, &work] {
        fs::create_dir_all(folder).with_context(|| format!("can't make {}", folder.display()))?;
    }
    let made = make(&fresh, &work).and_then(|()| {
        if target.exists() {
            fs::remove_dir_all(target).with_context(|| format!("can't replace {}", target.display()))?;
        }
        fs::rename(&fresh, target).with_context(|| format!("can't move it to {}", target.display()))
    });
    // What failed is more telling than that the scratch folder could not be cleared.
    let cleared = fs::remove_dir_all(&scratch);
    made?;
    cleared.with_context(|| format!("can't clear {}", scratch.display()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use anyhow::bail;

    #[test]
    fn a_tool_appears_whole() {
        let cache = tempfile::tempdir().unwrap();
        let target = cache.path().join("helm/1");
        make_at(&target, |fresh, work| {
            fs::write(work.join("object"), "x")?;
            Ok(fs::write(fresh.join("helm"), "x")?)
        })
        .unwrap();
        let names = |folder: &Path| -> Vec<String> {
            let entries = fs::read_dir(folder).unwrap();
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
        };
        assert_eq!(names(&target), ["helm"]);
        assert_eq!(names(&cache.path().join("helm")), ["1"]);
    }

    #[test]
    fn a_failure_leaves_nothing() {
        let cache = tempfile::tempdir().unwrap();
        let target = cache.path().join("helm/1");
        let made = make_at(&target, |fresh, _| {
            fs::write(fresh.join("half"), "x")?;
            bail!("no compiler")
        });
        assert_eq!(made.unwrap_err().to_string(), "no compiler");
        assert_eq!(fs::read_dir(cache.path().join("helm")).unwrap().count(), 0);
    }
}
