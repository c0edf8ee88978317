//! Where a tool is: the user's own when its version will do, else the one in the cache.

use std::env;
use std::fmt;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use semver::Version;

use super::table::{Own, Tool, Way};
use super::{npm, place, version};
use crate::process::output;
use crate::workspace::Workspace;

/// What a search found.
pub enum Found {
    /// The user's own program.
    Own {
        /// Where.
        path: PathBuf,
        /// What it printed.
        version: Version,
    },
    /// The user's own program, of a kind that tells no version.
    Present {
        /// Where.
        path: PathBuf,
    },
    /// What an earlier call got.
    Cached {
        /// The program, or the folder of data.
        path: PathBuf,
        /// The version of the table.
        version: &'static str,
    },
    /// Only a program whose version won't do.
    TooOld {
        /// Where.
        path: PathBuf,
        /// What is needed.
        accepts: &'static str,
    },
    /// Nothing.
    Missing,
}

impl Found {
    /// Where it is, when it can be used.
    pub fn path(&self) -> Option<&Path> {
        match self {
            Self::Own { path, .. } | Self::Present { path } | Self::Cached { path, .. } => Some(path),
            Self::TooOld { .. } | Self::Missing => None,
        }
    }
}

impl fmt::Display for Found {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Own { path, version } => write!(f, "{version}, your own, {}", path.display()),
            Self::Present { path } => write!(f, "your own, {}", path.display()),
            Self::Cached { path, version } => write!(f, "{version}, {}", path.display()),
            Self::TooOld { path, accepts } => write!(f, "{} is not {accepts}", path.display()),
            Self::Missing => write!(f, "not installed"),
        }
    }
}

/// Looks for a tool on the search path and in the cache.
pub fn find(workspace: &Workspace, tool: &Tool) -> Result<Found> {
    let mut too_old = Found::Missing;
    if let Some(own) = tool.own.as_ref().filter(|_| accompanied(tool)) {
        for name in names(tool) {
            match on_search_path(name).and_then(|path| probe(path, own)) {
                Some(found @ (Found::Own { .. } | Found::Present { .. })) => return Ok(found),
                Some(found) => too_old = found,
                None => {}
            }
        }
    }
    let cached = match &tool.way {
        Way::Npm { folder } => npm::installed(&workspace.root.join(folder)),
        Way::Schemas { .. } | Way::Definitions { .. } | Way::Pip { .. } => {
            Some(place::folder(tool)?).filter(|folder| folder.is_dir())
        }
        Way::Go { .. } | Way::Nginx { .. } | Way::Debian { .. } | Way::Python { .. } | Way::Own { .. } => {
            Some(place::program(&place::folder(tool)?, tool)).filter(|program| program.is_file())
        }
    };
    Ok(cached.map_or(too_old, |path| Found::Cached { path, version: tool.version }))
}

fn names(tool: &Tool) -> Vec<&'static str> {
    match tool.way {
        Way::Debian { programs, .. } => programs.to_vec(),
        _ => vec![tool.name],
    }
}

/// Whether the programs are there that the tool's own needs beside it.
fn accompanied(tool: &Tool) -> bool {
    let Way::Debian { with, .. } = tool.way else { return true };
    with.iter().all(|name| on_search_path(name).is_some() || in_a_version(Path::new("/usr/lib/postgresql"), name))
}

/// Whether one of the versions in a folder has that program: PostgreSQL's own are kept off the search path.
fn in_a_version(versions: &Path, name: &str) -> bool {
    let versions = fs::read_dir(versions).into_iter().flatten().flatten();
    versions.map(|version| version.path().join("bin").join(name)).any(|program| program.is_file())
}

/// The folders in which programs are looked for: those of the search path, then those of servers, which only root has there.
pub fn search_path() -> Vec<PathBuf> {
    let path = env::var_os("PATH").unwrap_or_default();
    let mut folders: Vec<PathBuf> = env::split_paths(&path).collect();
    for folder in ["/usr/local/sbin", "/usr/sbin", "/sbin"].map(PathBuf::from) {
        if cfg!(unix) && !folders.contains(&folder) {
            folders.push(folder);
        }
    }
    folders
}

/// The first program of that name in those folders.
pub fn on_search_path(name: &str) -> Option<PathBuf> {
    let file = format!("{name}{}", env::consts::EXE_SUFFIX);
    search_path().into_iter().map(|folder| folder.join(&file)).find(|program| program.is_file())
}

fn probe(path: PathBuf, own: &Own) -> Option<Found> {
    if own.probe.is_empty() {
        return Some(Found::Present { path });
    }
    let printed = output(Command::new(&path).args(own.probe)).ok()?;
    Some(match version::first(&printed) {
        Some(version) if version::accepted(&version, own.accepts) => Found::Own { path, version },
        _ => Found::TooOld { path, accepts: own.accepts },
    })
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    const OWN: Own = Own { accepts: ">=1.27.3", probe: &["-v"] };

    fn printing(folder: &Path, text: &str) -> PathBuf {
        let program = folder.join("nginx");
        fs::write(&program, format!("#!/bin/sh\necho '{text}' >&2\n")).unwrap();
        fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
        program
    }

    #[test]
    fn a_version_that_will_do_is_the_users_own() {
        let folder = tempfile::tempdir().unwrap();
        let found = probe(printing(folder.path(), "nginx version: nginx/1.29.0"), &OWN);
        assert!(matches!(found, Some(Found::Own { version, .. }) if version == Version::new(1, 29, 0)));
    }

    #[test]
    fn an_old_one_is_not_used_and_said_to_be_old() {
        let folder = tempfile::tempdir().unwrap();
        let found = probe(printing(folder.path(), "nginx version: nginx/1.22.1"), &OWN).unwrap();
        assert!(found.path().is_none());
        assert!(found.to_string().ends_with("/nginx is not >=1.27.3"));
    }

    #[test]
    fn a_client_without_its_server_is_not_enough() {
        let way = |with| Way::Debian { packages: &[], programs: &["sh"], with };
        let tool = |with| Tool {
            name: "sh",
            version: "1",
            purpose: "",
            own: Some(Own { accepts: ">=1", probe: &[] }),
            way: way(with),
        };
        let workspace = Workspace { root: PathBuf::from(".") };
        assert!(matches!(find(&workspace, &tool(&["ls"])).unwrap(), Found::Present { .. }));
        assert!(matches!(find(&workspace, &tool(&["ls", "no-such-server"])).unwrap(), Found::Missing));
    }

    #[test]
    fn programs_of_a_version_are_found_in_their_folder() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("15/bin")).unwrap();
        assert!(!in_a_version(folder.path(), "initdb"));
        fs::write(folder.path().join("15/bin/initdb"), "").unwrap();
        assert!(in_a_version(folder.path(), "initdb"));
    }

    #[test]
    fn a_program_without_a_readable_version_is_not_used() {
        let folder = tempfile::tempdir().unwrap();
        let found = probe(printing(folder.path(), "development"), &OWN).unwrap();
        assert!(found.path().is_none());
    }
}
