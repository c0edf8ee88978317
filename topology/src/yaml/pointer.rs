//! JSON Pointers (RFC 6901) as plain strings.

/// `parent` extended by one key or index.
///
/// ```
/// assert_eq!(topology::yaml::pointer::join("/nodes", "a/b"), "/nodes/a~1b");
/// ```
pub fn join(parent: &str, segment: &str) -> String {
    let mut path = String::with_capacity(parent.len() + 1 + segment.len());
    path.push_str(parent);
    path.push('/');
    for character in segment.chars() {
        match character {
            '~' => path.push_str("~0"),
            '/' => path.push_str("~1"),
            other => path.push(other),
        }
    }
    path
}

/// The path of what contains `path`; `None` for the root.
pub fn parent(path: &str) -> Option<&str> {
    path.rfind('/').map(|at| &path[..at])
}

/// The keys and indices of `path`, unescaped, from the root down.
pub fn segments(path: &str) -> impl Iterator<Item = String> + '_ {
    path.split('/').skip(1).map(|segment| segment.replace("~1", "/").replace("~0", "~"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn segments_undo_join() {
        let path = join(&join("", "a~1/b"), "");
        assert_eq!(path, "/a~01~1b/");
        assert_eq!(segments(&path).collect::<Vec<_>>(), ["a~1/b", ""]);
        assert_eq!(parent(&path), Some("/a~01~1b"));
        assert_eq!(parent(""), None);
        assert_eq!(segments("").count(), 0);
    }
}
