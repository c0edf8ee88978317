//! The compiler for the browser. Three ways, the first that works is taken: the toolchain in use
//! has the target; rustup adds it; Debian's own compiler builds it with its standard library's source.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result};

use crate::process;
use crate::tools::debian;
use crate::workspace::Workspace;

/// What the browser runs.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// Debian's compiler for the web, its cargo, the standard library's source, and a linker.
const DEBIAN_PACKAGES: [&str; 5] = ["cargo-web", "lld-19", "rust-web-llvm", "rust-web-src", "rustc-web"];

/// What only a compiler that builds the standard library anew can leave out. Added to the flags of `.cargo/config.toml`.
const SMALL: &str = r#""-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none""#;

/// Where Debian's packages put their programs.
const DEBIAN_BIN: &str = "/usr/bin";

/// A toolchain that can compile for the browser.
pub enum Toolchain {
    /// The one in use.
    Active,
    /// Debian's, which brings the standard library as source.
    Debian,
}

impl Toolchain {
    /// Finds a toolchain, installing what is missing.
    pub fn find(workspace: &Workspace) -> Result<Self> {
        if active_has_target(workspace) {
            return Ok(Self::Active);
        }
        let added = process::step("Adding the wasm target with rustup", || {
            let mut rustup = Command::new("rustup");
            process::output(rustup.current_dir(&workspace.root).args(["target", "add", TARGET]))
        });
        let reason = match added {
            Ok(_) if active_has_target(workspace) => return Ok(Self::Active),
            Ok(_) => anyhow::anyhow!("rustup added {TARGET}, but the toolchain in use doesn't have it"),
            Err(error) => error,
        };
        eprintln!("  rustup can't add it, so Debian's compiler is used");
        debian::install(&DEBIAN_PACKAGES).with_context(|| {
            format!(
                "no compiler for the browser can be had. rustup said: {reason:#}. \
                 Install the target with `rustup target add {TARGET}`. Debian's compiler failed too"
            )
        })?;
        Ok(Self::Debian)
    }

    /// `cargo build` for the browser, without the arguments that say what to build.
    pub fn cargo_build(&self, workspace: &Workspace) -> Command {
        let mut command = match self {
            Self::Active => workspace.cargo(&["build"]),
            Self::Debian => debian_build(&workspace.root),
        };
        command.args(["--target", TARGET, "--target-dir"]).arg(workspace.wasm_target());
        command
    }
}

fn debian_build(root: &Path) -> Command {
    let bin = PathBuf::from(DEBIAN_BIN);
    let mut command = Command::new(bin.join("cargo"));
    command
        .current_dir(root)
        // The variables with which rustup's cargo names itself must not reach another one.
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .env("RUSTC", bin.join("rustc"))
        .env("RUSTDOC", bin.join("rustdoc"))
        // Building the standard library is not stable yet; Debian's compiler is of the stable kind.
        .env("RUSTC_BOOTSTRAP", "1")
        // The linker that Debian's compiler would take by itself is a dangling link.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19")
        .args(["build", "-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"])
        // A panic of the editor has nobody to print to; without its messages and places the download is smaller.
        .arg("--config")
        .arg(format!("target.{TARGET}.rustflags=[{SMALL}]"));
    command
}

fn active_has_target(workspace: &Workspace) -> bool {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.current_dir(&workspace.root).args(["--print", "target-libdir", "--target", TARGET]);
    process::output(&mut command).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}
