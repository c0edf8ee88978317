//! The files of an import: those that were named, those of folders, and those that they ask for.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use generators::import::{FILES, File};
use topology::yaml::limits;

use crate::cli::Failure;
use crate::cli::input::{Source, is_stream};

/// The names under which compose looks for its own files, first come first served.
const COMPOSE: [&str; 4] = ["compose.yaml", "compose.yml", "docker-compose.yaml", "docker-compose.yml"];
/// How deep folders are looked through.
const DEPTH: usize = 8;
/// How many times files may ask for files that ask for files.
const ROUNDS: usize = 20;

/// Files, and where more of them may be read from.
pub struct Gathered {
    /// What was read.
    pub files: Vec<File>,
    /// What the whole is called, where its files don't say.
    pub name: String,
    /// What people should know about files that were not read.
    pub told: Vec<String>,
    /// Folders that files may be read from.
    roots: Vec<PathBuf>,
    asked: BTreeSet<String>,
    rounds: usize,
}

impl Gathered {
    /// The files of these paths.
    pub fn of(paths: &[PathBuf]) -> Result<Self, Failure> {
        let mut gathered = Self {
            files: Vec::new(),
            name: String::new(),
            told: Vec::new(),
            roots: Vec::new(),
            asked: BTreeSet::new(),
            rounds: 0,
        };
        for path in paths {
            let folder = if is_stream(path) {
                None
            } else if path.is_dir() {
                gathered.folder(path)?;
                Some(path.clone())
            } else {
                gathered.read(path, true)?;
                Some(path.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new(".")).to_owned())
            };
            match folder.and_then(|folder| folder.canonicalize().ok()) {
                Some(root) => {
                    if gathered.name.is_empty() {
                        gathered.name =
                            root.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
                    }
                    gathered.roots.push(root);
                }
                None if is_stream(path) => {
                    let text = Source::read(path)?.text;
                    gathered.files.push(File::named("standard input", text));
                }
                None => {}
            }
        }
        Ok(gathered)
    }

    fn read(&mut self, path: &Path, named: bool) -> Result<(), Failure> {
        let text = Source::read(path)?.text;
        let name = path.to_string_lossy().into_owned();
        self.files.push(if named { File::named(name, text) } else { File::found(name, text) });
        Ok(())
    }

    /// A folder: its compose file with the override beside it, else every manifest in it.
    fn folder(&mut self, folder: &Path) -> Result<(), Failure> {
        if let Some(name) = COMPOSE.into_iter().find(|name| folder.join(name).is_file()) {
            self.read(&folder.join(name), true)?;
            let (stem, ending) = name.rsplit_once('.').unwrap_or((name, "yaml"));
            let over = ["yaml", "yml"].into_iter().map(|other| if ending == other { ending } else { other });
            let over = over.map(|ending| folder.join(format!("{stem}.override.{ending}"))).find(|path| path.is_file());
            if let Some(over) = over {
                self.read(&over, true)?;
            }
            return Ok(());
        }
        let mut found = Vec::new();
        walk(folder, 0, &mut found).map_err(|error| Failure(format!("can't read {}: {error}", folder.display())))?;
        if found.len() > FILES {
            return Err(Failure(format!(
                "{} holds {} YAML files, at most {FILES} are read at once: name the folder that holds the manifests",
                folder.display(),
                found.len()
            )));
        }
        found.sort();
        for path in found {
            if let Err(Failure(message)) = self.read(&path, false) {
                self.told.push(format!("left out: {message}"));
            }
        }
        Ok(())
    }

    /// Reads files that others ask for, where they are there; whether any was.
    pub fn fetch(&mut self, missing: &BTreeSet<String>) -> bool {
        self.rounds += 1;
        let mut any = false;
        for name in missing {
            if self.rounds > ROUNDS || self.files.len() >= FILES || !self.asked.insert(name.clone()) {
                continue;
            }
            let Ok(place) = Path::new(name).canonicalize() else { continue };
            if !self.roots.iter().any(|root| place.starts_with(root)) {
                self.told.push(format!(
                    "left out: {name} lies outside of the given folders and is not read; name a folder that holds all of it"
                ));
                continue;
            }
            let small = place.metadata().is_ok_and(|data| data.is_file() && data.len() <= limits::SIZE as u64);
            match self.read(Path::new(name), false) {
                Ok(()) if small => any = true,
                Ok(()) => {
                    self.files.pop();
                }
                Err(Failure(message)) => self.told.push(format!("left out: {message}")),
            }
        }
        any
    }
}

/// Every YAML file below a folder, but what is hidden or fetched from elsewhere. Links are not followed.
fn walk(folder: &Path, depth: usize, found: &mut Vec<PathBuf>) -> std::io::Result<()> {
    for entry in folder.read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let kind = entry.file_type()?;
        if name.starts_with('.') || ["node_modules", "target", "vendor"].contains(&name.as_str()) || found.len() > FILES
        {
            continue;
        }
        if kind.is_dir() && depth < DEPTH {
            walk(&entry.path(), depth + 1, found)?;
        } else if kind.is_file() && (name.ends_with(".yaml") || name.ends_with(".yml")) {
            found.push(entry.path());
        }
    }
    Ok(())
}
