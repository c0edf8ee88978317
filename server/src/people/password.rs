//! Passwords: hashed with argon2id, and checked so that nothing tells whether there is an account.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use tokio::sync::Semaphore;

use crate::live::aside;

/// Characters of a password.
const LEAST: usize = 10;
/// Bytes of a password: more would only make the server work.
const MOST: usize = 512;
/// Passwords that are hashed at once: each takes 19 MiB and all of a core.
const AT_ONCE: usize = 2;

static TURNS: Semaphore = Semaphore::const_new(AT_ONCE);

/// Why a password is not taken, or could not be hashed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PasswordError {
    /// It is too short.
    #[error("a password has at least {LEAST} characters: three or four words are easy to remember and hard to guess")]
    Short,
    /// It is too long.
    #[error("a password has at most {MOST} bytes")]
    Long,
    /// It says what everybody can read.
    #[error("a password must not hold the account's name")]
    Name,
    /// It is one character, or a row of them.
    #[error("the password is easy to guess: choose one with more different characters")]
    Easy,
    /// The work failed.
    #[error("the password can't be hashed: {0}")]
    Failed(String),
}

/// Whether a password will do for an account.
///
/// # Errors
/// A [`PasswordError`] that says what to choose instead.
pub fn fits(password: &str, account: &str) -> Result<(), PasswordError> {
    if password.len() > MOST {
        return Err(PasswordError::Long);
    }
    if password.chars().count() < LEAST {
        return Err(PasswordError::Short);
    }
    if account.len() >= 3 && password.to_lowercase().contains(account) {
        return Err(PasswordError::Name);
    }
    let different: std::collections::BTreeSet<char> = password.chars().collect();
    if different.len() < 5 { Err(PasswordError::Easy) } else { Ok(()) }
}

/// Hashes a password: a text in the PHC format that names its parameters, so that they can be raised later.
///
/// # Errors
/// A [`PasswordError`].
pub async fn hash(password: String) -> Result<String, PasswordError> {
    let failed = |error: &dyn std::fmt::Display| PasswordError::Failed(error.to_string());
    let _turn = TURNS.acquire().await.map_err(|error| failed(&error))?;
    aside(move || hashed(&password)).await.map_err(|error| failed(&error))?
}

/// The same at once, for programs that have nothing else to do.
///
/// # Errors
/// A [`PasswordError`].
pub fn hashed(password: &str) -> Result<String, PasswordError> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string()).map_err(|error| PasswordError::Failed(error.to_string()))
}

/// Whether a password is the one of this hash. Where there is no hash it takes as long and is not.
pub async fn holds(password: String, hash: Option<String>) -> bool {
    // The hash of nothing that anybody knows, of the same cost as all others.
    static NOBODY: LazyLock<Option<String>> = LazyLock::new(|| hashed(&super::secret::random()?).ok());
    let Ok(_turn) = TURNS.acquire().await else { return false };
    let known = hash.is_some();
    let work = move || {
        let hash = hash.or_else(|| NOBODY.clone()).unwrap_or_default();
        let fits = PasswordHash::new(&hash).is_ok_and(|hash| {
            password.len() <= MOST && Argon2::default().verify_password(password.as_bytes(), &hash).is_ok()
        });
        fits && known
    };
    aside(work).await.unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_password_fits_its_own_hash_alone() {
        let hash = hash("correct horse battery".to_owned()).await.unwrap();
        assert!(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$"), "{hash}");
        assert!(holds("correct horse battery".to_owned(), Some(hash.clone())).await);
        assert!(!holds("correct horse batterz".to_owned(), Some(hash)).await);
        assert!(!holds("correct horse battery".to_owned(), None).await);
        assert!(!holds("correct horse battery".to_owned(), Some("broken".to_owned())).await);
        assert_ne!(hashed("correct horse battery"), hashed("correct horse battery"), "each has a salt of its own");
    }

    #[test]
    fn weak_ones_are_refused_with_what_to_do() {
        assert_eq!(fits("short", "ana"), Err(PasswordError::Short));
        assert_eq!(fits("ANA's secret words", "ana"), Err(PasswordError::Name));
        assert_eq!(fits("aaaaaaaaaaaaaa", "ana"), Err(PasswordError::Easy));
        assert_eq!(fits(&"abcdefgh".repeat(65), "ana"), Err(PasswordError::Long));
        assert_eq!(fits("ünïcödé wörds fit", "ana"), Ok(()));
    }
}
