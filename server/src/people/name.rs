//! Names with which people sign in.

use topology::document::Id;

/// Names that stand for something else in the log.
const RESERVED: [&str; 4] = [super::LOCAL, "command-line", "me", "nobody"];

/// Why a name can't be an account's.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` can't be a name to sign in with: {why}")]
pub struct NameError {
    name: String,
    why: String,
}

/// Whether a name can be an account's: it stands in the log for ever, so it is written as the ids of nodes are.
///
/// # Errors
/// A [`NameError`] that says what is expected.
pub fn fits(name: &str) -> Result<(), NameError> {
    let refused = |why: String| NameError { name: name.to_owned(), why };
    Id::parse(name).map_err(|error| refused(error.to_string()))?;
    if RESERVED.contains(&name) || name.starts_with("share-") || name.starts_with("server-") {
        return Err(refused("Groundplan uses it itself".to_owned()));
    }
    Ok(())
}

/// What people read of somebody: at least a character, at most 80, on one line.
///
/// # Errors
/// What is expected.
pub fn readable(text: &str) -> Result<String, String> {
    let text = text.trim();
    let fits = !text.is_empty() && text.chars().count() <= 80 && !text.chars().any(char::is_control);
    if fits { Ok(text.to_owned()) } else { Err("expected a name of 1 to 80 characters on one line".to_owned()) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_ids_and_none_of_ours() {
        assert!(fits("ana").is_ok() && fits("ana-2").is_ok());
        for name in ["", "Ana", "ana maria", "local", "command-line", "share-1", "../x", "ana@example.org"] {
            assert!(fits(name).is_err(), "{name}");
        }
        assert_eq!(readable("  Ana López ").as_deref(), Ok("Ana López"));
        assert!(readable("\n").is_err() && readable("a\u{7}b").is_err() && readable(&"x".repeat(81)).is_err());
    }
}
