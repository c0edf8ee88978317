//! Writing: for machines to standard output, for people to standard error, files whole or not at all.

use std::fs::Permissions;
use std::io::{self, Write};
use std::path::Path;

use serde::Serialize;
use tempfile::NamedTempFile;
use topology::Document;
use topology::yaml::write_document;

use super::Failure;
use super::input::{Source, is_stream};
use super::remote;
use super::terminal::clean;

/// Writes to standard output. A reader that has seen enough (`| head`) is no failure.
pub fn print(text: &str) -> Result<(), Failure> {
    let mut out = io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
            Err(Failure(format!("can't write the output: {error}")))
        }
        _ => Ok(()),
    }
}

/// Writes JSON to standard output, indented, with a newline.
pub fn print_json<T: Serialize>(value: &T) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(value).map_err(Failure::of)?;
    print(&format!("{text}\n"))
}

/// Says something to the person.
pub fn note(text: &str) {
    // Where standard error is closed there is nobody to tell.
    let _closed = writeln!(io::stderr().lock(), "{}", clean(text));
}

/// Writes a file whole or not at all: beside its place first, then in one step.
pub fn write_file(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    let failed = |error: io::Error| Failure(format!("can't write {}: {error}; nothing was changed", path.display()));
    // Through a link the file itself is replaced, not the link.
    let place = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = place.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = NamedTempFile::new_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    let permissions = place.metadata().map(|metadata| metadata.permissions()).ok().or_else(plain);
    if let Some(permissions) = permissions {
        file.as_file().set_permissions(permissions).map_err(failed)?;
    }
    file.as_file().sync_all().map_err(failed)?;
    file.persist(&place).map_err(|error| failed(error.error))?;
    Ok(())
}

/// The permissions of an ordinary file; a temporary one is its owner's alone.
#[cfg(unix)]
fn plain() -> Option<Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(Permissions::from_mode(0o644))
}

#[cfg(not(unix))]
fn plain() -> Option<Permissions> {
    None
}

/// Writes a document back to where it came from, a file or a server, in canonical form; what came from standard input goes to standard output.
pub fn write_back(source: &Source, document: &Document) -> Result<(), Failure> {
    let text = write_document(document);
    if is_stream(&source.path) {
        print(&text)
    } else if text == source.text {
        Ok(())
    } else if let Some(tag) = &source.tag {
        remote::write(&source.path, &text, tag)
    } else {
        write_file(&source.path, text.as_bytes())
    }
}
