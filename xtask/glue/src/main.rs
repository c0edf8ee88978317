//! `glue FOLDER NAME.wasm... [--compress]`: the step between the compiler and the browser.
//!
//! Writes `NAME.js` and `NAME_bg.wasm` of each program into FOLDER, and of a program in parts these too; with `--compress`, made small and
//! with a `.br` beside each file of FOLDER that compresses well. A program of its own, so that the other verbs of
//! `cargo xtask` need not wait until the binding generator is compiled.

mod compress;
mod order;
mod parts;
mod script;

use std::fs;
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
        bind(Path::new(program), folder, compressed)?;
    }
    if compressed {
        compress::folder(folder)?;
    }
    Ok(())
}

/// Makes an ES module for browsers out of a compiled crate, and makes it small if it is to be compressed: that takes a while.
fn bind(wasm: &Path, folder: &Path, small: bool) -> Result<()> {
    let name = wasm.file_stem().and_then(|name| name.to_str()).context("the program has no name")?;
    let program = fs::read(wasm).with_context(|| format!("can't read {}", wasm.display()))?;
    let parts = parts::taken_apart(&program, name)?;
    let main = parts.as_ref().map_or(program, |parts| parts.main.clone());
    let mut bindgen = Bindgen::new();
    // Parts use the table of functions that the linker made.
    bindgen
        .input_bytes(name, main)
        .keep_lld_exports(parts.is_some())
        .out_name(name)
        .typescript(false)
        .remove_name_section(true)
        .remove_producers_section(true);
    let mut output = bindgen
        .web(true)
        .and_then(Bindgen::generate_output)
        .with_context(|| format!("the JavaScript for {} could not be made", wasm.display()))?;
    let write = |name: &str, content: &[u8]| {
        let path = folder.join(name);
        fs::write(&path, content).with_context(|| format!("can't write {}", path.display()))
    };
    if let Some(parts) = parts {
        for (name, part) in &parts.others {
            write(name, &if small { order::sorted(part)? } else { part.clone() })?;
        }
        let script = if small { script::bare(&parts.script) } else { parts.script };
        write(parts::SCRIPT, script.as_bytes())?;
    }
    if !small {
        return output.emit(folder);
    }
    let script = output.js().to_owned();
    script::without_unused(output.wasm_mut());
    let script = script::shortened(output.wasm_mut(), &script);
    let program = order::sorted(&output.wasm_mut().emit_wasm())?;
    write(&format!("{name}.js"), script.as_bytes())?;
    write(&format!("{name}_bg.wasm"), &program)
}
