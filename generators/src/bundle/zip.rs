//! The bundle as an archive.

use std::collections::BTreeMap;
use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::error::Error;
use crate::file::File;

/// Files in path order, with one fixed date, so that the bytes depend on nothing else.
pub(super) fn archive(files: &BTreeMap<String, File>) -> Result<Vec<u8>, Error> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (path, file) in files {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .compression_level(Some(3))
            .last_modified_time(DateTime::DEFAULT)
            .unix_permissions(if file.executable { 0o755 } else { 0o644 });
        writer.start_file(path.as_str(), options).map_err(|error| Error::internal(path, error))?;
        writer.write_all(file.text.as_bytes()).map_err(|error| Error::internal(path, error))?;
    }
    let cursor = writer.finish().map_err(|error| Error::internal("zip", error))?;
    Ok(cursor.into_inner())
}
