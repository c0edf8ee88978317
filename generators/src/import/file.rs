//! The files that are imported, and how one names another.

/// One file: where it stands, and what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct File {
    /// Its path with `/`, as people gave it or relative to the folder that they gave.
    pub path: String,
    /// Its text.
    pub text: String,
    /// Whether somebody named it. What was only found in a folder, or is only asked for by another file, may be something else.
    pub named: bool,
}

impl File {
    /// A file that somebody named.
    #[must_use]
    pub fn named(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: normal(&path.into()), text: text.into(), named: true }
    }

    /// A file that was found.
    #[must_use]
    pub fn found(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: normal(&path.into()), text: text.into(), named: false }
    }
}

/// Whether a path is one of a file of variables: `.env`, `common.env`, `.env.local`.
pub(super) fn is_env(path: &str) -> bool {
    let name = last(path);
    name.starts_with(".env") || name.ends_with(".env")
}

/// The file's own name.
pub(super) fn last(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The folder that a file stands in; empty for the first one.
pub(super) fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// `path` as seen from `folder`, without `.` and with as few `..` as can be.
pub(super) fn join(folder: &str, path: &str) -> String {
    if path.starts_with('/') || folder.is_empty() { normal(path) } else { normal(&format!("{folder}/{path}")) }
}

/// A path without `.`, doubled slashes and steps that go back.
fn normal(path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let path = path.replace('\\', "/");
    let absolute = path.starts_with('/') && !path.starts_with("//");
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if absolute => {}
            part => parts.push(part),
        }
    }
    let joined = parts.join("/");
    if absolute { format!("/{joined}") } else { joined }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_stay_as_short_as_they_can() {
        for (folder, path, wanted) in [
            ("", "./a.yaml", "a.yaml"),
            ("deploy", "../b/./c.yaml", "b/c.yaml"),
            ("", "../x", "../x"),
            ("..", "../x", "../../x"),
            ("a", "/etc/x", "/etc/x"),
            ("/a/b", "../../../x", "/x"),
        ] {
            assert_eq!(join(folder, path), wanted, "{folder} {path}");
        }
        assert_eq!((folder("a/b/c"), last("a/b/c"), folder("c")), ("a/b", "c", ""));
        assert!(is_env(".env") && is_env("x/db.env") && is_env(".env.local") && !is_env("env.yaml"));
    }
}
