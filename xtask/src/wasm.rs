//! The compiler for the browser, and its flags. What a browser downloads is smallest when the
//! standard library is compiled along with it, so ways that can do this come first.

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

/// Where Debian's packages put their programs.
const DEBIAN_BIN: &str = "/usr/bin";

/// What a compiler that builds the standard library anew can leave out: a panic of the editor has
/// nobody to print to, so neither its messages nor its places nor the texts of `{:?}` are needed.
/// Added to the flags of `.cargo/config.toml`.
const SMALL: [&str; 4] =
    ["-Zunstable-options", "-Cpanic=immediate-abort", "-Zlocation-detail=none", "-Zfmt-debug=none"];

/// The standard library, compiled along and for size.
const FROM_SOURCE: [&str; 2] = ["-Zbuild-std=std,panic_abort", "-Zbuild-std-features=optimize_for_size"];

/// A toolchain that can compile for the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Toolchain {
    /// The one in use, which has the standard library's source.
    Source,
    /// Debian's, which has it too.
    Debian,
    /// The one in use, with the standard library as it comes for the browser.
    Ready,
}

impl Toolchain {
    /// Finds a toolchain, installing what is missing. For `dev` one that is there, and whose panics speak, is best.
    pub fn find(workspace: &Workspace, dev: bool) -> Result<Self> {
        if dev && has_target(workspace) {
            return Ok(Self::Ready);
        }
        if has_source(workspace) {
            return Ok(Self::Source);
        }
        let no_source =
            match add(workspace, "Adding the standard library's source with rustup", &["component", "add", "rust-src"])
            {
                Ok(()) if has_source(workspace) => return Ok(Self::Source),
                Ok(()) => anyhow::anyhow!("rustup added the source, but the toolchain in use can't build it"),
                Err(error) => error,
            };
        eprintln!("  the toolchain in use has no source to build, so Debian's compiler is tried");
        let no_debian = match debian::install(&DEBIAN_PACKAGES) {
            Ok(()) => return Ok(Self::Debian),
            Err(error) => error,
        };
        eprintln!(
            "  Debian's can't be had, so the standard library is taken as it comes: the page will be a tenth larger"
        );
        if has_target(workspace) {
            return Ok(Self::Ready);
        }
        add(workspace, "Adding the wasm target with rustup", &["target", "add", TARGET]).with_context(|| {
            format!(
                "no compiler for the browser can be had: install its standard library with `rustup target add {TARGET}`. \
                 Its source was not to be had ({no_source:#}), nor was Debian's compiler ({no_debian:#})"
            )
        })?;
        Ok(Self::Ready)
    }

    /// `cargo build` for the browser, without the arguments that say what to build.
    pub fn cargo_build(self, workspace: &Workspace) -> Command {
        let mut command = match self {
            Self::Source | Self::Ready => workspace.cargo(&["build"]),
            Self::Debian => debian_cargo(&workspace.root),
        };
        if self != Self::Ready {
            build_small(&mut command);
        }
        command.args(["--target", TARGET, "--target-dir"]).arg(workspace.wasm_target());
        command
    }
}

/// Building the standard library is not stable yet; the compilers here are of the stable kind.
fn build_small(command: &mut Command) {
    let flags = SMALL.map(|flag| format!("\"{flag}\"")).join(", ");
    command
        .env("RUSTC_BOOTSTRAP", "1")
        .args(FROM_SOURCE)
        .arg("--config")
        .arg(format!("target.{TARGET}.rustflags=[{flags}]"));
}

fn debian_cargo(root: &Path) -> Command {
    let bin = PathBuf::from(DEBIAN_BIN);
    let mut command = Command::new(bin.join("cargo"));
    command
        .current_dir(root)
        // The variables with which rustup's cargo names itself must not reach another one.
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("CARGO")
        .env("RUSTC", bin.join("rustc"))
        .env("RUSTDOC", bin.join("rustdoc"))
        // The linker that Debian's compiler would take by itself is a dangling link.
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", "wasm-ld-19")
        .arg("build");
    command
}

fn add(workspace: &Workspace, heading: &str, arguments: &[&str]) -> Result<()> {
    process::step(heading, || process::output(Command::new("rustup").current_dir(&workspace.root).args(arguments)))?;
    Ok(())
}

/// Asks the compiler in use.
fn ask(workspace: &Workspace, arguments: &[&str]) -> Result<String> {
    let rustc = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let mut command = Command::new(rustc);
    command.current_dir(&workspace.root).env("RUSTC_BOOTSTRAP", "1").args(arguments).args(["--target", TARGET]);
    process::output(&mut command)
}

/// Whether the standard library's source is there, and the compiler takes the flags that it is built with.
fn has_source(workspace: &Workspace) -> bool {
    let source = |sysroot: String| Path::new(sysroot.trim()).join("lib/rustlib/src/rust/library/Cargo.lock").is_file();
    let takes_flags = || ask(workspace, &[&["--print", "cfg"], SMALL.as_slice()].concat()).is_ok();
    ask(workspace, &["--print", "sysroot"]).is_ok_and(source) && takes_flags()
}

fn has_target(workspace: &Workspace) -> bool {
    ask(workspace, &["--print", "target-libdir"]).is_ok_and(|folder| Path::new(folder.trim()).is_dir())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arguments(toolchain: Toolchain) -> Vec<String> {
        let workspace = Workspace { root: PathBuf::from("/somewhere") };
        toolchain.cargo_build(&workspace).get_args().map(|argument| argument.to_string_lossy().into_owned()).collect()
    }

    #[test]
    fn the_standard_library_is_built_where_its_source_is() {
        for toolchain in [Toolchain::Source, Toolchain::Debian] {
            let arguments = arguments(toolchain);
            assert_eq!(arguments[0], "build");
            assert!(arguments.iter().any(|argument| argument.starts_with("-Zbuild-std=")), "{arguments:?}");
            assert!(arguments.iter().any(|argument| argument.contains("\"-Cpanic=immediate-abort\"")), "{arguments:?}");
        }
        // A compiler as it comes takes no flag that is not stable.
        assert!(!arguments(Toolchain::Ready).iter().any(|argument| argument.starts_with("-Z")));
    }
}
