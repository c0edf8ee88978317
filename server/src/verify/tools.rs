//! Where the tools are: on the search path when their version will do, else in the user's cache. `docs/tools.md` says so to people.

use std::collections::BTreeMap;
use std::env;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Trouble, names};

/// A version, as far as it is compared.
type Version = (u64, u64, u64);

/// A tool, the oldest version that will do, and how it says its version.
struct Wanted {
    name: &'static str,
    least: Version,
    probe: &'static [&'static str],
}

const WANTED: [Wanted; 9] = [
    Wanted { name: "amtool", least: (0, 25, 0), probe: &["--version"] },
    Wanted { name: "docker-compose", least: (2, 24, 0), probe: &["version", "--short"] },
    Wanted { name: "helm", least: (3, 14, 0), probe: &["version", "--short"] },
    Wanted { name: "kubeconform", least: (0, 6, 7), probe: &["-v"] },
    // Older ones refuse `resolve` in an upstream.
    Wanted { name: "nginx", least: (1, 27, 3), probe: &["-v"] },
    Wanted { name: "promtool", least: (2, 42, 0), probe: &["--version"] },
    // Others know other rules, and exceptions are written for these.
    Wanted { name: "checkov", least: (3, 3, 0), probe: &["--version"] },
    Wanted { name: "tflint", least: (0, 50, 0), probe: &["--version"] },
    Wanted { name: "terraform", least: (1, 10, 0), probe: &["version"] },
];

/// The tools that were found.
#[derive(Clone)]
pub struct Tools {
    found: BTreeMap<&'static str, Found>,
    cache: Option<PathBuf>,
}

#[derive(Clone)]
enum Found {
    Here { program: PathBuf, version: Version },
    Not { why: String },
}

impl Tools {
    /// Looks for all of them.
    pub fn find() -> Self {
        let cache = cache();
        let found = WANTED.iter().map(|wanted| (wanted.name, find(wanted, cache.as_deref()))).collect();
        Self { found, cache }
    }

    /// A command of this tool.
    pub fn command(&self, name: &str) -> Result<Command, Trouble> {
        match self.found.get(name) {
            Some(Found::Here { program, .. }) => Ok(Command::new(program)),
            Some(Found::Not { why }) => Err(Trouble::NotRun(why.clone())),
            None => Err(Trouble::NotRun(format!("{name} is not looked for"))),
        }
    }

    /// Its version, where it was found.
    pub fn version(&self, name: &str) -> Option<String> {
        match self.found.get(name)? {
            Found::Here { version: (a, b, c), .. } => Some(format!("{a}.{b}.{c}")),
            Found::Not { .. } => None,
        }
    }

    /// The newest folder of data of this name, and its version.
    pub fn data(&self, name: &str) -> Result<(PathBuf, String), Trouble> {
        let newest = self.cache.as_deref().and_then(|cache| newest(&cache.join(name)));
        newest.ok_or_else(|| Trouble::NotRun(format!("{name} are not installed: `cargo xtask tools {name}` gets them")))
    }
}

fn find(wanted: &Wanted, cache: Option<&Path>) -> Found {
    let file = format!("{}{}", wanted.name, env::consts::EXE_SUFFIX);
    let path = env::var_os("PATH").unwrap_or_default();
    let own = env::split_paths(&path).map(|folder| folder.join(&file)).find(|program| program.is_file());
    let cached = || {
        let (folder, _) = newest(&cache?.join(wanted.name))?;
        Some(folder.join("bin").join(&file)).filter(|program| program.is_file())
    };
    let mut why = format!("{} is not installed: `cargo xtask tools {}` gets it", wanted.name, wanted.name);
    for program in own.into_iter().chain(cached()) {
        match version_of(&program, wanted.probe) {
            Some(version) if version >= wanted.least => return Found::Here { program, version },
            Some((a, b, c)) => {
                let (x, y, z) = wanted.least;
                why = format!("{} is version {a}.{b}.{c}, and {x}.{y}.{z} is needed", program.display());
            }
            None => why = format!("{} does not say its version", program.display()),
        }
    }
    Found::Not { why }
}

fn version_of(program: &Path, probe: &[&str]) -> Option<Version> {
    let output = Command::new(program).args(probe).env("CHECKPOINT_DISABLE", "1").stdin(Stdio::null()).output().ok()?;
    first_version(&String::from_utf8_lossy(&output.stdout))
        .or_else(|| first_version(&String::from_utf8_lossy(&output.stderr)))
}

/// The first `1.2` or `1.2.3` in a text.
fn first_version(text: &str) -> Option<Version> {
    text.split(|c: char| !c.is_ascii_digit() && c != '.').find_map(|word| {
        let mut numbers = word.trim_matches('.').split('.').map(|part| part.parse().ok());
        let (major, minor) = (numbers.next()??, numbers.next()??);
        Some((major, minor, numbers.next().flatten().unwrap_or(0)))
    })
}

/// `$XDG_CACHE_HOME`, else `~/.cache`.
fn cache() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let cache = folder("XDG_CACHE_HOME").or_else(|| folder("HOME").map(|home| home.join(".cache")))?;
    Some(cache.join("groundplan/tools"))
}

/// The folder inside with the highest version. One whose name begins with a dot is still being made.
fn newest(folder: &Path) -> Option<(PathBuf, String)> {
    let versions = names(folder).into_iter().filter(|name| !name.starts_with('.'));
    let (_, name) = versions.filter_map(|name| Some((first_version(&name)?, name))).max()?;
    Some((folder.join(&name), name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_tools_print_them() {
        for (text, version) in [
            ("Terraform v1.11.4\non linux_amd64", (1, 11, 4)),
            ("v4.3.1+g1234", (4, 3, 1)),
            ("nginx version: nginx/1.28.3", (1, 28, 3)),
            ("2.24", (2, 24, 0)),
        ] {
            assert_eq!(first_version(text), Some(version), "{text}");
        }
        assert_eq!(first_version("development"), None);
    }

    #[test]
    fn the_newest_folder_is_taken_and_unfinished_ones_are_not() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["1.9.0", "1.10.0", ".1.11.0"] {
            std::fs::create_dir(folder.path().join(name)).unwrap();
        }
        assert_eq!(newest(folder.path()).unwrap().1, "1.10.0");
        assert_eq!(newest(&folder.path().join("none")), None);
    }
}
