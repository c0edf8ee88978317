//! Random texts that let somebody in. The store keeps their SHA-256 alone.

use crate::store::sha256;

/// What a browser or a program shows.
pub struct Secret {
    /// The text itself: told once, never kept.
    pub text: String,
    /// What is kept of it.
    pub hash: String,
}

impl Secret {
    /// A new one, with a beginning by which people and scanners know what it is. None where the system has no randomness.
    #[must_use]
    pub fn new(beginning: &str) -> Option<Self> {
        let text = format!("{beginning}{}", random()?);
        let hash = digest(&text);
        Some(Self { text, hash })
    }
}

/// What is kept of a secret.
#[must_use]
pub fn digest(text: &str) -> String {
    sha256(text.as_bytes())
}

/// 256 random bits as 64 hexadecimal digits.
#[must_use]
pub fn random() -> Option<String> {
    use std::fmt::Write;
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    let mut text = String::with_capacity(64);
    for byte in bytes {
        write!(text, "{byte:02x}").ok()?;
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_two_are_the_same_and_the_hash_is_not_the_text() {
        let (one, two) = (Secret::new("gpt_").unwrap(), Secret::new("gpt_").unwrap());
        assert!(one.text.starts_with("gpt_") && one.text.len() == 68);
        assert_ne!(one.text, two.text);
        assert_eq!((one.hash.len(), &one.hash), (64, &digest(&one.text)));
        assert!(!one.text.contains(&one.hash));
    }
}
