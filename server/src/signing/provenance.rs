//! Where a bundle comes from, signed: `provenance.json`, beside the files that its manifest lists.
//!
//! The signature covers the file's JSON without `signature`, its keys sorted and without blanks between (RFC 8785), so that other programs can check it.

use std::path::Path;
use std::{fs, io};

use ed25519_dalek::{Signature, VerifyingKey};
use generators::bundle::{MANIFEST, Manifest};
use generators::file::Class;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use serde_json_canonicalizer::to_vec;

use super::{Signer, key_id};
use crate::store::sha256;

/// The file's name. It lies beside the bundle's files and outside its manifest.
pub const PROVENANCE: &str = "provenance.json";

/// Where a bundle comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Provenance {
    /// The version of this shape: 1.
    pub provenance: u32,
    /// The version of Groundplan.
    pub groundplan: String,
    /// The topology's id on the server.
    pub topology: String,
    /// The topology's name.
    pub name: String,
    /// The proposal whose head it was made from; absent where it was made from the topology itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proposal: Option<i64>,
    /// The revision that it was made from.
    pub revision: i64,
    /// The semantic hash there.
    pub hash: String,
    /// SHA-256 of MANIFEST.json, which holds those of all files.
    pub manifest: String,
    /// The proposal that made the topology mean this, where one did and nobody changed the meaning since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub merged: Option<i64>,
    /// The approvals of that proposal; none where the meaning was changed without one.
    pub approvals: Vec<Approved>,
    /// The name of the key.
    pub key: String,
}

/// An approval, as it is told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Approved {
    /// Who, by id; absent for visitors, who are told no names.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub person: Option<String>,
    /// Who, by name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// When (RFC 3339).
    pub time: String,
    /// The revision of the proposal that was looked at.
    pub revision: i64,
    /// The semantic hash that was approved.
    pub hash: String,
}

impl Provenance {
    /// The file, signed.
    ///
    /// # Errors
    /// A sentence where it can't be written.
    pub fn signed(&self, signer: &Signer) -> Result<String, String> {
        let mut value = serde_json::to_value(self).map_err(|error| error.to_string())?;
        let signature = signer.sign(&to_vec(&value).map_err(|error| error.to_string())?);
        if let Some(fields) = value.as_object_mut() {
            fields.insert("signature".to_owned(), signature.into());
        }
        let mut text = serde_json::to_string_pretty(&value).map_err(|error| error.to_string())?;
        text.push('\n');
        Ok(text)
    }
}

/// Why a bundle is not what its provenance says.
#[derive(Debug, thiserror::Error)]
pub enum Untrue {
    /// A file can't be read.
    #[error("{file}: {error}")]
    Missing {
        /// The file, relative to the bundle.
        file: String,
        /// What the system said.
        error: io::Error,
    },
    /// A file can't be understood.
    #[error("{file}: {message}")]
    Unreadable {
        /// The file, relative to the bundle.
        file: String,
        /// What is wrong.
        message: String,
    },
    /// Another key signed it.
    #[error("it was signed with the key {found}, and not with {expected}")]
    OtherKey {
        /// The key that it names.
        found: String,
        /// The key that was given.
        expected: String,
    },
    /// The signature does not fit.
    #[error("{PROVENANCE} was changed after it was signed")]
    Changed,
    /// The manifest is another one.
    #[error("{MANIFEST} is not the one that was signed")]
    OtherManifest,
    /// Files are not those of the manifest.
    #[error("{} that the server generated: {}", if .0.len() == 1 { "a file is not the one" } else { "files are not those" }, .0.join(", "))]
    OtherFiles(Vec<String>),
}

/// Checks a bundle against a key: the signature, the manifest, and each generated file. Seeded files are the person's to change.
///
/// # Errors
/// [`Untrue`], the first that is found.
pub fn check(folder: &Path, key: &VerifyingKey) -> Result<Provenance, Untrue> {
    let unreadable = |file: &str, message: String| Untrue::Unreadable { file: file.to_owned(), message };
    let text = String::from_utf8(read(folder, PROVENANCE)?);
    let text = text.map_err(|error| unreadable(PROVENANCE, error.to_string()))?;
    let mut value: Value = serde_json::from_str(&text).map_err(|error| unreadable(PROVENANCE, error.to_string()))?;
    let signature = value.as_object_mut().and_then(|fields| fields.remove("signature"));
    let signature = signature.as_ref().and_then(Value::as_str).and_then(signature_of);
    let signature = signature.ok_or_else(|| unreadable(PROVENANCE, "it has no signature".to_owned()))?;
    let signed = to_vec(&value).map_err(|error| unreadable(PROVENANCE, error.to_string()))?;
    let said: Provenance = serde_json::from_value(value).map_err(|error| unreadable(PROVENANCE, error.to_string()))?;
    let expected = key_id(key);
    if said.key != expected {
        return Err(Untrue::OtherKey { found: said.key, expected });
    }
    key.verify_strict(&signed, &signature).map_err(|_| Untrue::Changed)?;
    let bytes = read(folder, MANIFEST)?;
    if sha256(&bytes) != said.manifest {
        return Err(Untrue::OtherManifest);
    }
    let manifest: Manifest = serde_json::from_slice(&bytes).map_err(|error| unreadable(MANIFEST, error.to_string()))?;
    let generated = manifest.files.iter().filter(|(_, entry)| entry.class == Class::Generated);
    let same = |path: &str, hash: &str| read(folder, path).is_ok_and(|bytes| sha256(&bytes) == hash);
    let other: Vec<String> =
        generated.filter(|(path, entry)| !same(path, &entry.sha256)).map(|(path, _)| path.clone()).collect();
    if other.is_empty() { Ok(said) } else { Err(Untrue::OtherFiles(other)) }
}

fn read(folder: &Path, file: &str) -> Result<Vec<u8>, Untrue> {
    fs::read(folder.join(file)).map_err(|error| Untrue::Missing { file: file.to_owned(), error })
}

fn signature_of(text: &str) -> Option<Signature> {
    let digits = text.as_bytes();
    let pairs = digits.chunks(2).map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok());
    let bytes: [u8; 64] = pairs.collect::<Option<Vec<u8>>>()?.try_into().ok()?;
    Some(Signature::from_bytes(&bytes))
}

#[cfg(test)]
mod tests {
    use serde_json::Map;

    use super::*;

    fn bundle(folder: &Path, signer: &Signer) {
        fs::write(folder.join("made.txt"), "made").unwrap();
        fs::write(folder.join("yours.txt"), "yours").unwrap();
        let entry = |text: &str, class: &str| serde_json::json!({ "sha256": sha256(text.as_bytes()), "class": class });
        let manifest = serde_json::json!({ "manifest": 1, "groundplan": "1", "topology": "shop", "hash": "h",
            "files": { "made.txt": entry("made", "generated"), "yours.txt": entry("yours", "seeded") } });
        fs::write(folder.join(MANIFEST), manifest.to_string()).unwrap();
        let approved = Approved {
            person: Some("jo".to_owned()),
            name: Some("Jo \u{7} \"Ø\"".to_owned()),
            time: "2026-01-01T00:00:00.000Z".to_owned(),
            revision: 3,
            hash: "h".to_owned(),
        };
        let provenance = Provenance {
            provenance: 1,
            groundplan: "1".to_owned(),
            topology: "0a".to_owned(),
            name: "shop".to_owned(),
            proposal: None,
            revision: 4,
            hash: "h".to_owned(),
            manifest: sha256(manifest.to_string().as_bytes()),
            merged: Some(1),
            approvals: vec![approved],
            key: key_id(&signer.public()),
        };
        fs::write(folder.join(PROVENANCE), provenance.signed(signer).unwrap()).unwrap();
    }

    fn change(folder: &Path, file: &str, from: &str, to: &str) {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        assert!(text.contains(from), "{text}");
        fs::write(folder.join(file), text.replacen(from, to, 1)).unwrap();
    }

    fn said(folder: &Path, key: &VerifyingKey) -> String {
        check(folder, key).unwrap_err().to_string()
    }

    #[test]
    fn what_was_signed_holds_and_whatever_is_altered_is_refused() {
        let (data, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (signer, stranger) = (Signer::of(data.path()).unwrap(), Signer::of(other.path()).unwrap());
        let key = signer.public();
        let with = |file: &str, from: &str, to: &str| {
            let folder = tempfile::tempdir().unwrap();
            bundle(folder.path(), &signer);
            change(folder.path(), file, from, to);
            said(folder.path(), &key)
        };
        let folder = tempfile::tempdir().unwrap();
        bundle(folder.path(), &signer);
        assert_eq!(check(folder.path(), &key).unwrap().approvals[0].person.as_deref(), Some("jo"));
        // What is the person's may change, and the order and blanks of the file say nothing.
        change(folder.path(), "yours.txt", "yours", "mine");
        let value: Value = serde_json::from_str(&fs::read_to_string(folder.path().join(PROVENANCE)).unwrap()).unwrap();
        let turned: Map<String, Value> = value.as_object().unwrap().clone().into_iter().rev().collect();
        fs::write(folder.path().join(PROVENANCE), Value::Object(turned).to_string()).unwrap();
        assert!(check(folder.path(), &key).is_ok());
        assert!(said(folder.path(), &stranger.public()).contains("and not with"));
        assert_eq!(with("made.txt", "made", "forged"), "a file is not the one that the server generated: made.txt");
        assert_eq!(with(MANIFEST, "seeded", "generated"), "MANIFEST.json is not the one that was signed");
        for (from, to) in [
            ("\"revision\": 4", "\"revision\": 5"),
            ("\"person\": \"jo\"", "\"person\": \"ana\""),
            ("\"provenance\": 1,", "\"provenance\": 1, \"more\": true,"),
            ("\"merged\": 1,", ""),
        ] {
            assert_eq!(with(PROVENANCE, from, to), "provenance.json was changed after it was signed", "{from}");
        }
        assert!(with(PROVENANCE, "\"signature\": \"", "\"signature\": \"00").contains("no signature"));
        assert!(with(PROVENANCE, "{", "").starts_with("provenance.json: "));
        // A stranger who signs it anew under the name of the key is no better.
        let forged = tempfile::tempdir().unwrap();
        bundle(forged.path(), &stranger);
        change(forged.path(), PROVENANCE, &key_id(&stranger.public()), &key_id(&key));
        assert_eq!(said(forged.path(), &key), "provenance.json was changed after it was signed");
        fs::remove_file(forged.path().join(PROVENANCE)).unwrap();
        assert!(said(forged.path(), &key).starts_with("provenance.json: "));
    }
}
