//! A program in parts: what the page does not need at first goes into files of its own.
//!
//! `wasm_split` in the program's source names the functions where a part begins. What only a part reaches (functions,
//! and the data that they refer to) is taken out of the program here, and a script is made that fetches it.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, anyhow};
use wasm_split_cli_support::{Options, transform};
use wasmparser::{Parser, Payload};

/// The script that fetches parts, as the program imports it.
pub const SCRIPT: &str = "parts.js";

/// What functions are imported from in a program that has parts.
const PLACEHOLDER: &str = "__wasm_split_placeholder__";

/// A program that was taken apart.
pub struct Parts {
    /// What is loaded first.
    pub main: Vec<u8>,
    /// The other files, by their names.
    pub others: Vec<(String, Vec<u8>)>,
    /// The text of [`SCRIPT`].
    pub script: String,
}

/// Takes a program apart; none where it has no parts. `name` is that of its script.
pub fn taken_apart(program: &[u8], name: &str) -> Result<Option<Parts>> {
    if !has_parts(program)? {
        return Ok(None);
    }
    let folder = tempfile::tempdir().context("can't make a folder for the parts of the program")?;
    let (main, script, page) = (folder.path().join("main.wasm"), format!("./{SCRIPT}"), format!("./{name}.js"));
    let mut options = Options::new(program);
    options.output_dir = folder.path();
    options.main_out_path = &main;
    options.link_name = &script;
    options.main_module = &page;
    let split = transform(options).map_err(|error| anyhow!("the program can't be taken apart: {error:#}"))?;
    let read = |path: &Path| fs::read(path).with_context(|| format!("can't read {}", path.display()));
    let mut parts = Parts { main: read(&main)?, others: Vec::new(), script: String::new() };
    parts.script =
        String::from_utf8(read(&folder.path().join(SCRIPT))?).context("the script of the parts is no text")?;
    for path in split.split_modules {
        let file = path.file_name().and_then(|file| file.to_str()).context("a part has no name")?;
        let own = named(file, program);
        // The script names its files in quotes, each as a path of its own.
        parts.script = parts.script.replace(&format!("\"./{file}\""), &format!("\"./{own}\""));
        parts.others.push((own, read(&path)?));
    }
    parts.others.sort();
    Ok(Some(parts))
}

fn has_parts(program: &[u8]) -> Result<bool> {
    for payload in Parser::new(0).parse_all(program) {
        if let Payload::ImportSection(section) = payload.context("the program can't be read")? {
            for import in section.into_imports() {
                if import?.module == PLACEHOLDER {
                    return Ok(true);
                }
            }
        }
    }
    Ok(false)
}

/// A part's name with the program's fingerprint in it: addresses in a part are those of one program, so a page must
/// never get the part of another; and a file that never changes is kept by browsers.
fn named(file: &str, program: &[u8]) -> String {
    let stem = file.trim_end_matches(".wasm");
    let stem = stem.strip_prefix("split_").unwrap_or(stem).replace('_', "");
    format!("{stem}-{:016x}.wasm", fingerprint(program))
}

/// FNV-1a: the same for the same bytes on every machine.
fn fingerprint(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{EntityType, ImportSection, Module, TypeSection};

    fn importing(module: &str) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], []);
        let mut imports = ImportSection::new();
        imports.import(module, "f", EntityType::Function(0));
        let mut program = Module::new();
        program.section(&types).section(&imports);
        program.finish()
    }

    #[test]
    fn a_program_without_parts_stays_whole() {
        assert!(taken_apart(&importing("elsewhere"), "app").unwrap().is_none());
        assert!(has_parts(&importing(PLACEHOLDER)).unwrap());
        assert!(taken_apart(b"no program", "app").is_err());
    }

    #[test]
    fn parts_are_named_after_the_program_that_they_belong_to() {
        assert_eq!(named("split_desk.wasm", b""), "desk-cbf29ce484222325.wasm");
        assert_eq!(named("chunk_2.wasm", b"a"), "chunk2-af63dc4c8601ec8c.wasm");
    }
}
