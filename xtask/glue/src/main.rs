//! `glue FILE.wasm FOLDER [--compress]`: the step between the compiler and the browser.
//!
//! Writes `app.js` and `app_bg.wasm` into FOLDER; with `--compress`, also a `.br` beside each
//! file of FOLDER that compresses well. A program of its own, so that the other verbs of
//! `cargo xtask` need not wait until the binding generator is compiled.

mod compress;

use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let (wasm, folder, compressed) = match arguments[..] {
        [wasm, folder] => (wasm, folder, false),
        [wasm, folder, "--compress"] => (wasm, folder, true),
        _ => bail!("usage: glue FILE.wasm FOLDER [--compress]"),
    };
    bind(Path::new(wasm), Path::new(folder))?;
    if compressed {
        compress::folder(Path::new(folder))?;
    }
    Ok(())
}

/// Makes an ES module for browsers out of a compiled crate.
fn bind(wasm: &Path, folder: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name("app").typescript(false).remove_name_section(true).remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .with_context(|| format!("the JavaScript for {} could not be made", wasm.display()))
}
