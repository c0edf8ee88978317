//! `glue FOLDER NAME.wasm... [--compress]`: the step between the compiler and the browser.
//!
//! Writes `NAME.js` and `NAME_bg.wasm` of each program into FOLDER; with `--compress`, also a `.br`
//! beside each file of FOLDER that compresses well. A program of its own, so that the other verbs of
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
    let mut arguments: Vec<String> = std::env::args().skip(1).collect();
    let compressed = arguments.pop_if(|last| last == "--compress").is_some();
    let [folder, programs @ ..] = arguments.as_slice() else {
        bail!("usage: glue FOLDER NAME.wasm... [--compress]");
    };
    let folder = Path::new(folder);
    for program in programs {
        bind(Path::new(program), folder)?;
    }
    if compressed {
        compress::folder(folder)?;
    }
    Ok(())
}

/// Makes an ES module for browsers out of a compiled crate.
fn bind(wasm: &Path, folder: &Path) -> Result<()> {
    let name = wasm.file_stem().and_then(|name| name.to_str()).context("the program has no name")?;
    let mut bindgen = Bindgen::new();
    bindgen.input_path(wasm).out_name(name).typescript(false).remove_name_section(true).remove_producers_section(true);
    bindgen
        .web(true)
        .and_then(|bindgen| bindgen.generate(folder))
        .with_context(|| format!("the JavaScript for {} could not be made", wasm.display()))
}
