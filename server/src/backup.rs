//! Backup and restore: the whole data folder as one zip archive, of a server that runs.
//!
//! The database is copied as it is at one moment; what else lies in the folder (keys) is taken as it is. A restore of a running server is handed to it: the archive is checked, laid beside the database under a name that the server looks for, and the server takes it up between two requests.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

use crate::store::{self, StoreError};

/// The folder in which a restore waits for the server to take it up.
pub const WAITING: &str = "restore-waiting";
/// The beginning of the folders in which a restore is laid out before it waits.
const FRESH: &str = "restore-fresh-";
/// The file that keeps a second server out of the folder.
pub const LOCK: &str = "groundplan.lock";
/// Bytes that an archive may hold, unpacked: 64 GiB.
const MOST_BYTES: u64 = 64 << 30;
/// How many times larger than packed a database may be; pages that say the same are packed well, but not so well.
const MOST_GROWTH: u64 = 200;
/// What a file may hold whatever it was packed to, in bytes: more than a key or a small database.
const SMALL_BYTES: u64 = 32 * 1024 * 1024;
/// Files that an archive may hold.
const MOST_FILES: usize = 1_000;
/// How long a server may take to take a restore up.
const PATIENCE: Duration = Duration::from_secs(60);

/// Why a backup or a restore did not happen.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// A file can't be read or written.
    #[error("{}: {error}", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The file is there already.
    #[error("{} is there already: choose another name, or remove it", .0.display())]
    Exists(PathBuf),
    /// There is nothing to copy.
    #[error("there is no database in {}: choose the folder with --data", .0.display())]
    NoDatabase(PathBuf),
    /// The archive can't be used.
    #[error("{} is no backup of Groundplan that can be restored: {message}; nothing was changed", path.display())]
    Unusable {
        /// The archive.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// The database can't be read.
    #[error("{}: {error}: {}", path.display(), error.hint())]
    Store {
        /// The database.
        path: PathBuf,
        /// What is wrong.
        error: StoreError,
    },
    /// The server does not take the restore up.
    #[error("the server that uses {} did not take the restore up within 60 seconds: end it, and restore again; nothing was changed", .0.display())]
    NotTaken(PathBuf),
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> BackupError {
    let path = path.to_owned();
    move |error| BackupError::File { path, error }
}

/// Whether a file of the data folder is the database or what belongs to the running server alone.
fn is_own(name: &str) -> bool {
    name.starts_with(store::FILE) || name == LOCK || name.starts_with("restore-")
}

/// Writes everything in a data folder to a new archive, whole or not at all. A server may use the folder meanwhile.
///
/// # Errors
/// A [`BackupError`].
pub async fn backup(data: &Path, to: &Path) -> Result<(), BackupError> {
    let database = data.join(store::FILE);
    if !database.is_file() {
        return Err(BackupError::NoDatabase(data.to_owned()));
    }
    if to.exists() {
        return Err(BackupError::Exists(to.to_owned()));
    }
    let beside = to.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    // Where the archive goes there is room for it; both are readable by their owner alone.
    let room = tempfile::tempdir_in(beside).map_err(at(beside))?;
    let copy = room.path().join(store::FILE);
    store::copy(&database, &copy).await.map_err(|error| BackupError::Store { path: database, error })?;
    let mut archive = tempfile::NamedTempFile::new_in(beside).map_err(at(beside))?;
    write(data, &copy, archive.as_file_mut()).map_err(at(to))?;
    archive.as_file().sync_all().map_err(at(to))?;
    archive.persist_noclobber(to).map_err(|error| at(to)(error.error))?;
    Ok(())
}

fn write(data: &Path, copy: &Path, archive: &mut File) -> io::Result<()> {
    let mut zip = ZipWriter::new(archive);
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .large_file(true)
        .unix_permissions(0o600);
    zip.start_file(store::FILE, options)?;
    io::copy(&mut File::open(copy)?, &mut zip)?;
    let mut others: Vec<_> = fs::read_dir(data)?.collect::<Result<_, _>>()?;
    others.sort_by_key(fs::DirEntry::file_name);
    for entry in others {
        let name = entry.file_name();
        let Some(name) = name.to_str().filter(|name| !is_own(name)) else { continue };
        if entry.file_type()?.is_file() {
            zip.start_file(name, options)?;
            io::copy(&mut File::open(entry.path())?, &mut zip)?;
        }
    }
    zip.finish()?.flush()
}

/// Puts an archive's content in the place of what a data folder holds; what was there is kept in a folder beside it, which is returned. Where a server uses the folder, it takes the restore up itself.
///
/// # Errors
/// A [`BackupError`]; the archive is read and checked whole before anything is changed.
pub async fn restore(archive: &Path, data: &Path) -> Result<PathBuf, BackupError> {
    fs::create_dir_all(data).map_err(at(data))?;
    let fresh = tempfile::Builder::new().prefix(FRESH).tempdir_in(data).map_err(at(data))?;
    unpack(archive, fresh.path())?;
    let database = fresh.path().join(store::FILE);
    let unusable = |error: StoreError| BackupError::Unusable { path: archive.to_owned(), message: error.to_string() };
    store::check(&database).await.map_err(unusable)?;
    let lock = data.join(LOCK);
    let held = File::options().create(true).truncate(false).write(true).open(&lock).map_err(at(&lock))?;
    let waiting = data.join(WAITING);
    let kept = kept(data);
    // A restore that nobody took up is out of date.
    let _none = fs::remove_dir_all(&waiting);
    fs::write(fresh.path().join(KEPT_AT), kept.to_string_lossy().as_bytes()).map_err(at(fresh.path()))?;
    let fresh = fresh.keep();
    fs::rename(&fresh, &waiting).map_err(at(&waiting))?;
    if held.try_lock().is_ok() {
        take_up(data)?;
        return Ok(kept);
    }
    let start = Instant::now();
    while waiting.exists() {
        // The server ended instead.
        if held.try_lock().is_ok() {
            take_up(data)?;
            break;
        }
        if start.elapsed() > PATIENCE && fs::remove_dir_all(&waiting).is_ok() {
            return Err(BackupError::NotTaken(data.to_owned()));
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    Ok(kept)
}

/// Where a restore that waits says what was there is to be kept.
const KEPT_AT: &str = "restore-kept-at";

/// A folder for what was there, whose name nobody has.
fn kept(data: &Path) -> PathBuf {
    data.join(format!("before-restore-{}", crate::clock::stamp()))
}

/// Puts a restore that waits in its place. Nobody may use the database meanwhile. False where none waits.
///
/// # Errors
/// A [`BackupError`]; what was there is in the folder that was promised, or still in its place.
pub fn take_up(data: &Path) -> Result<bool, BackupError> {
    let waiting = data.join(WAITING);
    if !waiting.is_dir() {
        return Ok(false);
    }
    let said = fs::read_to_string(waiting.join(KEPT_AT)).map_err(at(&waiting))?;
    let name = Path::new(said.trim()).file_name().map(|name| data.join(name));
    let before = name.unwrap_or_else(|| kept(data));
    fs::create_dir_all(&before).map_err(at(&before))?;
    // The write-ahead log goes with the database that it belongs to, or the new one would be read with it. Where the new one is in its place already, an earlier try was broken off after that.
    let endings: &[&str] = if waiting.join(store::FILE).exists() { &["-wal", "-shm", ""] } else { &[] };
    for ending in endings {
        let name = format!("{}{ending}", store::FILE);
        let old = data.join(&name);
        if old.exists() {
            fs::rename(&old, before.join(&name)).map_err(at(&old))?;
        }
    }
    for entry in fs::read_dir(&waiting).map_err(at(&waiting))? {
        let entry = entry.map_err(at(&waiting))?;
        let (name, place) = (entry.file_name(), data.join(entry.file_name()));
        if name == KEPT_AT {
            continue;
        }
        if place.exists() {
            fs::rename(&place, before.join(&name)).map_err(at(&place))?;
        }
        fs::rename(entry.path(), &place).map_err(at(&place))?;
    }
    fs::remove_dir_all(&waiting).map_err(at(&waiting))?;
    Ok(true)
}

/// Unpacks an archive that this program wrote. Names that lead elsewhere, and more than a backup ever holds, are refused.
fn unpack(archive: &Path, to: &Path) -> Result<(), BackupError> {
    let unusable = |message: String| BackupError::Unusable { path: archive.to_owned(), message };
    let file = File::open(archive).map_err(at(archive))?;
    let mut zip = ZipArchive::new(file).map_err(|error| unusable(error.to_string()))?;
    if zip.len() > MOST_FILES {
        return Err(unusable(format!("it holds {} files, and at most {MOST_FILES} are read", zip.len())));
    }
    let mut left = MOST_BYTES;
    let mut found = false;
    for index in 0..zip.len() {
        let entry = zip.by_index(index).map_err(|error| unusable(error.to_string()))?;
        let name = entry.name().map_err(|error| unusable(error.to_string()))?.into_owned();
        let plain = !name.is_empty() && !name.contains(['/', '\\', ':']) && name != "." && name != "..";
        if !plain || !entry.is_file() || (is_own(&name) && name != store::FILE) {
            return Err(unusable(format!("it holds `{name}`, which no backup holds")));
        }
        found |= name == store::FILE;
        // An archive of a few kilobytes can be made to fill a disk: what grows so much is no database, and the rest is small.
        let packed = entry.compressed_size();
        let most = if name == store::FILE { packed.saturating_mul(MOST_GROWTH).max(SMALL_BYTES) } else { SMALL_BYTES };
        let path = to.join(&name);
        let mut options = File::options();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut out = options.open(&path).map_err(at(&path))?;
        let read = io::copy(&mut entry.take(left.min(most).saturating_add(1)), &mut out);
        let read = read.map_err(|error| unusable(format!("`{name}`: {error}")))?;
        if read > most {
            return Err(unusable(format!("`{name}` unpacks to more than a backup ever holds there ({most} bytes)")));
        }
        left = left.checked_sub(read).ok_or_else(|| unusable("it holds more than 64 GiB".to_owned()))?;
        out.sync_all().map_err(at(&path))?;
    }
    if found { Ok(()) } else { Err(unusable(format!("it holds no {}", store::FILE))) }
}
