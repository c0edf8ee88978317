//! The styles of the page: many files for those who write them, one for the browser, which compresses better and is one request.

use std::fs;
use std::path::Path;

use anyhow::{Context, Result};

/// The one file, beside the page.
const JOINED: &str = "styles.css";
const BEFORE: &str = "<link rel=\"stylesheet\" href=\"/";
const AFTER: &str = "\">";

/// Joins the style sheets that `index.html` of a folder links, in that order, and links the joined one in the place of the first.
pub fn join(folder: &Path) -> Result<()> {
    let index = folder.join("index.html");
    let page = fs::read_to_string(&index).with_context(|| format!("can't read {}", index.display()))?;
    let (mut styles, mut joined) = (String::new(), String::new());
    for line in page.lines() {
        let linked = line.trim().strip_prefix(BEFORE).and_then(|rest| rest.strip_suffix(AFTER));
        let Some(linked) = linked else {
            joined.push_str(line);
            joined.push('\n');
            continue;
        };
        if styles.is_empty() {
            joined.push_str(&line.replace(linked, JOINED));
            joined.push('\n');
        }
        let sheet = folder.join(linked);
        styles.push_str(&fs::read_to_string(&sheet).with_context(|| format!("can't read {}", sheet.display()))?);
        fs::remove_file(&sheet).with_context(|| format!("can't remove {}", sheet.display()))?;
    }
    fs::write(folder.join(JOINED), styles).context("can't write the joined styles")?;
    fs::write(&index, joined).with_context(|| format!("can't write {}", index.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn linked_styles_become_one_file_in_their_order() {
        let folder = tempfile::tempdir().unwrap();
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
        write("b.css", "b{}\n");
        write("a.css", "a{}\n");
        write(
            "index.html",
            "<head>\n  <link rel=\"stylesheet\" href=\"/b.css\">\n  <link rel=\"stylesheet\" href=\"/a.css\">\n</head>\n",
        );
        join(folder.path()).unwrap();
        let read = |name: &str| fs::read_to_string(folder.path().join(name)).unwrap();
        assert_eq!(read(JOINED), "b{}\na{}\n");
        assert_eq!(read("index.html"), "<head>\n  <link rel=\"stylesheet\" href=\"/styles.css\">\n</head>\n");
        assert!(!folder.path().join("a.css").exists());
    }

    #[test]
    fn a_link_to_nothing_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), "<link rel=\"stylesheet\" href=\"/gone.css\">").unwrap();
        assert!(format!("{:#}", join(folder.path()).unwrap_err()).contains("gone.css"));
    }
}
