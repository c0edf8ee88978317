//! Where things are: the checkout, what is built in it, and the cache of tools.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

/// The checkout that `cargo xtask` was called in.
pub struct Workspace {
    /// Folder of the root `Cargo.toml`.
    pub root: PathBuf,
}

impl Workspace {
    /// The workspace that this crate belongs to.
    pub fn find() -> Result<Self> {
        let own = env::var_os("CARGO_MANIFEST_DIR")
            .context("run this as `cargo xtask …`: cargo tells where the workspace is")?;
        let root = Path::new(&own).parent().context("xtask has to be a folder of the workspace")?.to_owned();
        Ok(Self { root })
    }

    /// The built editor: what the server embeds and a browser loads.
    pub fn app_folder(&self) -> PathBuf {
        self.root.join("target/app")
    }

    /// Target folder of the wasm build, apart from the native one: the two never wait for each other.
    pub fn wasm_target(&self) -> PathBuf {
        self.root.join("target/wasm")
    }

    /// The server's release binary.
    pub fn server_binary(&self) -> PathBuf {
        let target =
            env::var_os("CARGO_TARGET_DIR").map_or_else(|| self.root.join("target"), |dir| self.root.join(dir));
        target.join("release").join(format!("groundplan{}", env::consts::EXE_SUFFIX))
    }

    /// A call of the cargo that runs this program, in the workspace.
    pub fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(&self.root).args(arguments);
        command
    }
}

/// The user's cache folder for built tools: `$XDG_CACHE_HOME/groundplan/tools`, or below `~/.cache`.
pub fn tool_cache() -> Result<PathBuf> {
    cache_below(env::var_os("XDG_CACHE_HOME").map(PathBuf::from), env::home_dir())
}

fn cache_below(cache: Option<PathBuf>, home: Option<PathBuf>) -> Result<PathBuf> {
    cache
        .filter(|path| path.is_absolute())
        .or_else(|| home.map(|home| home.join(".cache")))
        .map(|cache| cache.join("groundplan/tools"))
        .context("there is no home folder: set XDG_CACHE_HOME to a folder where tools may be kept")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cache_is_the_users() {
        let below = |cache: Option<&str>, home: Option<&str>| {
            cache_below(cache.map(PathBuf::from), home.map(PathBuf::from)).ok()
        };
        assert_eq!(below(Some("/c"), Some("/h")), Some("/c/groundplan/tools".into()));
        assert_eq!(below(None, Some("/h")), Some("/h/.cache/groundplan/tools".into()));
        // The XDG specification: relative paths are to be ignored.
        assert_eq!(below(Some("c"), Some("/h")), Some("/h/.cache/groundplan/tools".into()));
        assert_eq!(below(None, None), None);
    }
}
