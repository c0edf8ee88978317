//! The key of a server: made once, kept in its data folder, readable by its owner alone.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ed25519_dalek::pkcs8::spki::der::pem::LineEnding;
use ed25519_dalek::pkcs8::{DecodePrivateKey, DecodePublicKey, EncodePrivateKey, EncodePublicKey};
use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};

use crate::store::sha256;

/// The file's name in the data folder: an Ed25519 key as PKCS #8 in PEM.
pub const FILE: &str = "signing-key.pem";

/// Why a key can't be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The file can't be read or written.
    #[error("{}: {error}; make the folder writable, or choose another with --data", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// The file holds no key.
    #[error(
        "{} holds no Ed25519 key (PKCS #8, PEM): put it back from a backup, or move it away, and a new one is made that bundles of before were not signed with", .0.display()
    )]
    NoKey(PathBuf),
    /// The system gives no random bytes.
    #[error("a key can't be made: {0}")]
    Random(String),
}

/// Signs for a server.
pub struct Signer {
    key: SigningKey,
}

impl Signer {
    /// The key in a data folder; made where there is none.
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn of(data: &Path) -> Result<Self, KeyError> {
        let path = data.join(FILE);
        match fs::read_to_string(&path) {
            Ok(text) => match SigningKey::from_pkcs8_pem(&text) {
                Ok(key) => Ok(Self { key }),
                Err(_) => Err(KeyError::NoKey(path)),
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => Self::make(data, &path),
            // Bytes that are no text are no key either.
            Err(error) if error.kind() == io::ErrorKind::InvalidData => Err(KeyError::NoKey(path)),
            Err(error) => Err(KeyError::File { path, error }),
        }
    }

    fn make(data: &Path, path: &Path) -> Result<Self, KeyError> {
        let mut secret = [0; 32];
        getrandom::fill(&mut secret).map_err(|error| KeyError::Random(error.to_string()))?;
        let key = SigningKey::from_bytes(&secret);
        let text = key.to_pkcs8_pem(LineEnding::LF).map_err(|error| KeyError::Random(error.to_string()))?;
        let failed = |error| KeyError::File { path: path.to_owned(), error };
        // Whole or not at all: half a key would keep the server from starting again.
        let mut file = tempfile::NamedTempFile::new_in(data).map_err(failed)?;
        file.write_all(text.as_bytes()).and_then(|()| file.as_file().sync_all()).map_err(failed)?;
        file.persist(path).map_err(|error| failed(error.error))?;
        // The name has to survive the machine too, as what is signed with it does.
        #[cfg(unix)]
        fs::File::open(data).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(Self { key })
    }

    /// Signs.
    #[must_use]
    pub fn sign_bytes(&self, bytes: &[u8]) -> [u8; 64] {
        self.key.sign(bytes).to_bytes()
    }

    /// Signs; 128 hexadecimal digits.
    #[must_use]
    pub fn sign(&self, bytes: &[u8]) -> String {
        hex(&self.sign_bytes(bytes))
    }

    /// The public half.
    #[must_use]
    pub fn public(&self) -> VerifyingKey {
        self.key.verifying_key()
    }

    /// The public half as PEM, as other tools read it.
    ///
    /// # Errors
    /// A sentence where it can't be written.
    pub fn public_pem(&self) -> Result<String, String> {
        self.public().to_public_key_pem(LineEnding::LF).map_err(|error| error.to_string())
    }
}

/// A public key from PEM.
///
/// # Errors
/// A sentence that says what is expected.
pub fn read_public(text: &str) -> Result<VerifyingKey, String> {
    VerifyingKey::from_public_key_pem(text.trim())
        .map_err(|_| "expected an Ed25519 public key in PEM (-----BEGIN PUBLIC KEY-----)".to_owned())
}

/// A short name of a public key: the first 16 hexadecimal digits of its SHA-256.
#[must_use]
pub fn key_id(key: &VerifyingKey) -> String {
    sha256(key.as_bytes()).chars().take(16).collect()
}

/// Bytes as lower-case hexadecimal digits.
fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_is_its_owners_alone() {
        let folder = tempfile::tempdir().unwrap();
        let first = Signer::of(folder.path()).unwrap();
        let again = Signer::of(folder.path()).unwrap();
        assert_eq!(first.public(), again.public());
        assert_eq!(first.sign(b"x"), again.sign(b"x"), "the same bytes are signed alike");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let mode = fs::metadata(folder.path().join(FILE)).unwrap().permissions().mode();
            assert_eq!(mode & 0o077, 0, "{mode:o}");
        }
        let other = tempfile::tempdir().unwrap();
        assert_ne!(first.public(), Signer::of(other.path()).unwrap().public());
    }

    #[test]
    fn what_is_no_key_is_told_and_kept() {
        let folder = tempfile::tempdir().unwrap();
        for bytes in [&b""[..], b"half a key", b"\xff\xfe"] {
            fs::write(folder.path().join(FILE), bytes).unwrap();
            let error = Signer::of(folder.path()).err().unwrap();
            assert!(matches!(error, KeyError::NoKey(_)), "{error}");
            assert_eq!(fs::read(folder.path().join(FILE)).unwrap(), bytes);
        }
    }

    #[test]
    fn the_public_half_is_read_as_it_is_served() {
        let folder = tempfile::tempdir().unwrap();
        let signer = Signer::of(folder.path()).unwrap();
        let pem = signer.public_pem().unwrap();
        assert!(pem.starts_with("-----BEGIN PUBLIC KEY-----\n"), "{pem}");
        assert_eq!(read_public(&pem).unwrap(), signer.public());
        assert_eq!(key_id(&signer.public()).len(), 16);
        assert!(read_public("ssh-ed25519 AAAA").is_err());
    }
}
