//! Brotli files beside the originals, for a server that sends them as they are.

use std::fs;
use std::io::Write;
use std::path::Path;
use std::thread;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;

/// What is text, or as good as text to a compressor. Fonts (woff2) and pictures are left as they are.
const COMPRESSIBLE: [&str; 8] = ["css", "html", "js", "json", "svg", "txt", "wasm", "map"];

/// Brotli's highest level: these files are made once and sent often.
const QUALITY: i32 = 11;

/// Brotli's window, as a power of two: 16 MiB, more than any file here.
const WINDOW: i32 = 24;

/// What brotli looks at in one go, as a power of two: 4 MiB, so that a program is one block.
const BLOCK: i32 = 22;

/// Writes `FILE.br` beside every compressible file below `folder`.
pub fn folder(folder: &Path) -> Result<()> {
    let mut files = Vec::new();
    collect(folder, &mut files)?;
    // The wasm file takes nearly all the time, so it begins first and the rest runs beside it.
    files.sort_by_key(|path| std::cmp::Reverse(fs::metadata(path).map_or(0, |data| data.len())));
    let Some((largest, rest)) = files.split_first() else {
        return Ok(());
    };
    thread::scope(|scope| {
        let others = scope.spawn(|| rest.iter().try_for_each(|path| file(path)));
        file(largest)?;
        others.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn collect(folder: &Path, files: &mut Vec<std::path::PathBuf>) -> Result<()> {
    for entry in fs::read_dir(folder).with_context(|| format!("can't list {}", folder.display()))? {
        let path = entry?.path();
        if path.is_dir() {
            collect(&path, files)?;
        } else if path.extension().and_then(|ext| ext.to_str()).is_some_and(|ext| COMPRESSIBLE.contains(&ext)) {
            files.push(path);
        }
    }
    Ok(())
}

fn file(path: &Path) -> Result<()> {
    let original = fs::read(path).with_context(|| format!("can't read {}", path.display()))?;
    let mut name = path.as_os_str().to_owned();
    name.push(".br");
    fs::write(&name, squeezed(&original)?).with_context(|| format!("can't write {}", name.display()))
}

fn squeezed(original: &[u8]) -> Result<Vec<u8>> {
    let parameters = BrotliEncoderParams {
        quality: QUALITY,
        lgwin: WINDOW,
        lgblock: BLOCK,
        size_hint: original.len(),
        ..BrotliEncoderParams::default()
    };
    let mut writer = brotli::CompressorWriter::with_params(Vec::new(), 64 * 1024, &parameters);
    writer.write_all(original)?;
    Ok(writer.into_inner())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn compressed_files_stand_beside_their_originals_and_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let styles = folder.path().join("styles");
        fs::create_dir(&styles).unwrap();
        let text = "a { color: red }\n".repeat(500);
        fs::write(styles.join("page.css"), &text).unwrap();
        fs::write(folder.path().join("face.woff2"), &text).unwrap();

        super::folder(folder.path()).unwrap();

        let squeezed = fs::read(styles.join("page.css.br")).unwrap();
        assert!(squeezed.len() < text.len() / 10, "{} bytes", squeezed.len());
        let mut back = String::new();
        brotli::Decompressor::new(&squeezed[..], 4096).read_to_string(&mut back).unwrap();
        assert_eq!(back, text);
        assert!(!folder.path().join("face.woff2.br").exists());
    }
}
