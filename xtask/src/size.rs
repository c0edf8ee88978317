//! `cargo xtask size`: what a browser downloads, with brotli: before the editor can be used, and in all.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

use crate::app;
use crate::workspace::Workspace;

/// What counts: the program, its glue and its styles. Fonts and icons come after the first paint.
const COUNTED: [&str; 3] = ["wasm", "js", "css"];

/// What the editor fetches when it is there already: the worker of the rules, and what only some people use.
const LATER: [&str; 5] = ["worker.js", "judge.js", "judge_bg.wasm", "minimap.js", "picture.js"];

/// One file that a browser downloads; sizes in bytes.
struct Download {
    name: String,
    plain: u64,
    brotli: u64,
}

/// Builds the editor as it is released and prints each file's size, then the sums: of the first load, and of all.
pub fn run(workspace: &Workspace) -> Result<()> {
    app::build(workspace, false)?;
    let folder = workspace.app_folder();
    let mut downloads = Vec::new();
    collect(&folder, &folder, &mut downloads)?;
    downloads.sort_by(|a, b| b.brotli.cmp(&a.brotli).then_with(|| a.name.cmp(&b.name)));
    println!("{:>9} {:>9}  file", "bytes", "brotli");
    for download in &downloads {
        let later = if download.is_later() { "  (after the first load)" } else { "" };
        println!("{:>9} {:>9}  {}{later}", download.plain, download.brotli, download.name);
    }
    println!("{}", sums(&downloads));
    Ok(())
}

impl Download {
    fn is_later(&self) -> bool {
        LATER.contains(&self.name.as_str())
    }
}

fn sums(downloads: &[Download]) -> String {
    let kib = |counts: fn(&&Download) -> bool| {
        downloads.iter().filter(counts).map(|download| download.brotli).sum::<u64>().div_ceil(1024)
    };
    format!("first load {} KiB\ntotal {} KiB", kib(|download| !download.is_later()), kib(|_| true))
}

fn collect(folder: &Path, root: &Path, downloads: &mut Vec<Download>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("can't list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, root, downloads)?;
            continue;
        }
        if !path.extension().and_then(|ext| ext.to_str()).is_some_and(|ext| COUNTED.contains(&ext)) {
            continue;
        }
        let squeezed = path.with_added_extension("br");
        downloads.push(Download {
            name: path.strip_prefix(root).unwrap_or(&path).display().to_string(),
            plain: fs::metadata(&path)?.len(),
            brotli: fs::metadata(&squeezed)
                .with_context(|| format!("{} has not been compressed", path.display()))?
                .len(),
        });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn programs_and_styles_count_and_fonts_do_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("styles")).unwrap();
        for (name, bytes) in [
            ("app_bg.wasm", 5000),
            ("app_bg.wasm.br", 2000),
            ("styles/page.css", 100),
            ("styles/page.css.br", 49),
            ("worker.js", 3000),
            ("worker.js.br", 1500),
            ("face.woff2", 90_000),
        ] {
            fs::write(folder.path().join(name), vec![b'x'; bytes]).unwrap();
        }
        let mut downloads = Vec::new();
        collect(folder.path(), folder.path(), &mut downloads).unwrap();
        assert_eq!(downloads.len(), 3);
        assert_eq!(sums(&downloads), "first load 3 KiB\ntotal 4 KiB");
    }

    #[test]
    fn a_file_without_its_compressed_twin_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("app.js"), "x").unwrap();
        let error = collect(folder.path(), folder.path(), &mut Vec::new()).unwrap_err();
        assert!(format!("{error:#}").contains("app.js has not been compressed"));
    }
}
