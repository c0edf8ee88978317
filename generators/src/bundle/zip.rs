//! The bundle as an archive.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

use crate::error::Error;
use crate::file::File;
use crate::parallel::side_by_side;

/// How many parts are compressed at the same time. Fixed, so that the bytes do not depend on the machine.
const PARTS: usize = 4;

/// Files below so many bytes are stored as they are.
const SMALL: usize = 2048;

/// Files in path order, with one fixed date, so that the bytes depend on nothing else.
pub(super) fn archive(files: &BTreeMap<String, File>) -> Result<Vec<u8>, Error> {
    let all: Vec<(&String, &File)> = files.iter().collect();
    let parts: Vec<_> = all.chunks(all.len().div_ceil(PARTS).max(1)).collect();
    let mut whole = ZipWriter::new(Cursor::new(Vec::new()));
    for part in side_by_side(&parts, |part| compressed(part)) {
        let part = ZipArchive::new(Cursor::new(part?)).map_err(|error| Error::internal("zip", error))?;
        whole.merge_archive(part).map_err(|error| Error::internal("zip", error))?;
    }
    let cursor = whole.finish().map_err(|error| Error::internal("zip", error))?;
    Ok(cursor.into_inner())
}

fn compressed(files: &[(&String, &File)]) -> Result<Vec<u8>, Error> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, file) in files {
        // To set up a compressor takes longer than a small file is worth.
        let small = file.text.len() < SMALL;
        let options = SimpleFileOptions::default()
            .compression_method(if small { CompressionMethod::Stored } else { CompressionMethod::Deflated })
            .compression_level(if small { None } else { Some(3) })
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(if file.executable { 0o755 } else { 0o644 });
        writer.start_file(path.as_str(), options).map_err(|error| Error::internal(*path, error))?;
        writer.write_all(file.text.as_bytes()).map_err(|error| Error::internal(*path, error))?;
    }
    let cursor = writer.finish().map_err(|error| Error::internal("zip", error))?;
    Ok(cursor.into_inner())
}
