//! `cargo xtask size`: what a browser downloads, with brotli: before people can draw, and in all.

use std::path::Path;
use std::{fmt, fs};

use anyhow::{Context, Result, bail};

use crate::app;
use crate::workspace::Workspace;

/// What counts: the program, its glue and its styles. Fonts and icons come after the first paint.
const COUNTED: [&str; 3] = ["wasm", "js", "css"];

/// What is fetched when the drawing is there already: what stands around it, the rules in their worker, and what only some people use.
const LATER: [&str; 6] = ["desk", "worker", "judge", "judge_bg", "minimap", "picture"];

/// What only the list of topologies needs at once; a part that several parts share is called a chunk.
const LIST: [&str; 2] = ["start", "chunk"];

/// What a first load must never come to, in KiB. The aim is 300.
const MOST: u64 = 400;

/// When a file is fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum When {
    /// Before anything can be seen.
    First,
    /// On the list of topologies at once, in the editor after the drawing.
    List,
    /// After the drawing, or when somebody asks for it.
    Later,
}

/// One file that a browser downloads; sizes in bytes.
struct Download {
    name: String,
    plain: u64,
    brotli: u64,
}

/// Builds the editor as it is released and prints each file's size, then the sums. The first load is that of the page that needs more.
///
/// # Errors
/// If the editor can't be built, or its first load is far too large.
pub fn run(workspace: &Workspace) -> Result<()> {
    app::build(workspace, false)?;
    let folder = workspace.app_folder();
    let mut downloads = Vec::new();
    collect(&folder, &folder, &mut downloads)?;
    downloads.sort_by(|a, b| b.brotli.cmp(&a.brotli).then_with(|| a.name.cmp(&b.name)));
    println!("{:>9} {:>9}  file", "bytes", "brotli");
    for download in &downloads {
        println!("{:>9} {:>9}  {}{}", download.plain, download.brotli, download.name, download.when().note());
    }
    let sums = Sums::of(&downloads);
    println!("{sums}");
    if sums.list > MOST {
        bail!(
            "the first load is {} KiB, and must not be above {MOST}: make a part of what is not needed at once",
            sums.list
        );
    }
    Ok(())
}

impl When {
    fn note(self) -> &'static str {
        match self {
            Self::First => "",
            Self::List => "  (at once on the list of topologies, else after the drawing)",
            Self::Later => "  (after the first load)",
        }
    }
}

impl Download {
    /// What nobody said anything of counts from the start.
    fn when(&self) -> When {
        let stem = self.name.split('.').next().unwrap_or_default();
        // Parts have the fingerprint of their program behind their name.
        let stem = stem.split_once('-').map_or(stem, |(stem, _)| stem);
        if LATER.contains(&stem) {
            When::Later
        } else if LIST.contains(&stem.trim_end_matches(|sign: char| sign.is_ascii_digit())) {
            When::List
        } else {
            When::First
        }
    }
}

/// What downloads come to, in KiB.
struct Sums {
    drawing: u64,
    list: u64,
    total: u64,
}

impl Sums {
    fn of(downloads: &[Download]) -> Self {
        let kib = |counts: fn(When) -> bool| {
            let counted = downloads.iter().filter(|download| counts(download.when()));
            counted.map(|download| download.brotli).sum::<u64>().div_ceil(1024)
        };
        Self { drawing: kib(|when| when == When::First), list: kib(|when| when != When::Later), total: kib(|_| true) }
    }
}

impl fmt::Display for Sums {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "until a drawing is there {} KiB, until the list of topologies is there {} KiB",
            self.drawing, self.list
        )?;
        write!(f, "first load {} KiB\ntotal {} KiB", self.list, self.total)
    }
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
            ("desk-0123456789abcdef.wasm", 3000),
            ("desk-0123456789abcdef.wasm.br", 1024),
            ("chunk3-0123456789abcdef.wasm", 3000),
            ("chunk3-0123456789abcdef.wasm.br", 2048),
            ("face.woff2", 90_000),
        ] {
            fs::write(folder.path().join(name), vec![b'x'; bytes]).unwrap();
        }
        let mut downloads = Vec::new();
        collect(folder.path(), folder.path(), &mut downloads).unwrap();
        assert_eq!(downloads.len(), 5);
        let sums = Sums::of(&downloads);
        assert_eq!((sums.drawing, sums.list, sums.total), (3, 5, 7));
        assert!(sums.to_string().ends_with("first load 5 KiB\ntotal 7 KiB"), "{sums}");
    }

    #[test]
    fn a_file_without_its_compressed_twin_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("app.js"), "x").unwrap();
        let error = collect(folder.path(), folder.path(), &mut Vec::new()).unwrap_err();
        assert!(format!("{error:#}").contains("app.js has not been compressed"));
    }
}
