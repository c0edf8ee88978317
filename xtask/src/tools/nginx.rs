//! nginx, compiled from the sources that a crate carries.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::thread;

use anyhow::{Context, Result};
use serde_json::Value;

use super::table::Tool;
use super::{debian, place};
use crate::app::copy_tree;
use crate::process::{output, run_quiet};

/// The crate with the sources, in its folder `nginx`.
const CRATE: &str = "nginx-src";

/// What the sources need to compile, as Debian calls it.
const PACKAGES: [&str; 5] = ["gcc", "libpcre2-dev", "libssl-dev", "make", "zlib1g-dev"];

/// What the generated configuration uses.
const MODULES: [&str; 3] = ["--with-http_ssl_module", "--with-http_v2_module", "--with-http_realip_module"];

/// Compiles nginx from a version of the crate.
pub fn build(tool: &Tool, sources: &str) -> Result<()> {
    // Elsewhere than on Debian the libraries may be there under other names, so the compiler decides.
    let prepared = debian::install(&PACKAGES);
    place::make(tool, |fresh, work| {
        let compiled = compile(tool, sources, fresh, work);
        match prepared {
            Ok(()) => compiled,
            Err(error) => compiled.with_context(|| format!("{error:#}")),
        }
    })
}

fn compile(tool: &Tool, sources: &str, fresh: &Path, work: &Path) -> Result<()> {
    let tree = work.join("nginx");
    copy_tree(&crate_folder(sources, work)?.join("nginx"), &tree)?;
    let log = work.join("log");
    // The prefix that is compiled in is where the tool will stand: nginx looks for its files there.
    let home = place::folder(tool)?;
    let mut configure = Command::new("sh");
    configure.current_dir(&tree).args(["auto/configure", "--conf-path=etc/nginx.conf"]).args(MODULES);
    configure.arg(format!("--prefix={}", home.display()));
    run_quiet(&mut configure, &log)?;
    let jobs = thread::available_parallelism().map_or(1, usize::from);
    run_quiet(Command::new("make").current_dir(&tree).arg(format!("-j{jobs}")), &log)?;
    let program = place::program(fresh, tool);
    fs::create_dir_all(program.parent().context("a program lies in a folder")?)?;
    fs::copy(tree.join("objs/nginx"), program).context("nginx was compiled, but the program isn't there")?;
    Ok(())
}

/// Lets cargo fetch the crate, by a package that does nothing but need it.
fn crate_folder(version: &str, work: &Path) -> Result<PathBuf> {
    let package = work.join("fetch");
    fs::create_dir_all(package.join("src"))?;
    fs::write(package.join("src/lib.rs"), "")?;
    fs::write(
        package.join("Cargo.toml"),
        format!(
            "[package]\nname = \"fetch\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n\
             [workspace]\n\n[dependencies]\n{CRATE} = \"={version}\"\n"
        ),
    )?;
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut metadata = Command::new(cargo);
    metadata.current_dir(&package).args(["metadata", "--format-version", "1", "--quiet"]);
    let text = output(&mut metadata).context("cargo could not fetch nginx's sources")?;
    manifest_folder(&serde_json::from_str(&text).context("cargo metadata printed no JSON")?)
        .context("cargo fetched nginx's sources, but doesn't say where to")
}

fn manifest_folder(metadata: &Value) -> Option<PathBuf> {
    let packages = metadata["packages"].as_array()?;
    let package = packages.iter().find(|package| package["name"] == CRATE)?;
    Some(Path::new(package["manifest_path"].as_str()?).parent()?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_crates_folder_is_read_from_cargos_answer() {
        let metadata = serde_json::json!({ "packages": [
            { "name": "cc", "manifest_path": "/r/cc/Cargo.toml" },
            { "name": "nginx-src", "manifest_path": "/r/nginx-src/Cargo.toml" },
        ] });
        assert_eq!(manifest_folder(&metadata), Some("/r/nginx-src".into()));
        assert_eq!(manifest_folder(&serde_json::json!({ "packages": [] })), None);
    }
}
