//! Who made a bundle: its signature, checked with a key that somebody trusts.

use std::path::Path;
use std::time::Instant;

use ed25519_dalek::VerifyingKey;
use generators::bundle::MANIFEST;

use super::{Checked, Proof, Verdict};
use crate::signing::{PROVENANCE, check};

/// Adds to a proof what the signature says; without a key, that nobody looked.
pub fn vouch(proof: &mut Proof, folder: &Path, key: Option<&VerifyingKey>) {
    let Some(key) = key else {
        let unproven = if folder.join(PROVENANCE).is_file() {
            format!("who made it and who approved it: {PROVENANCE} is checked where --key or --server is given")
        } else {
            format!("who made it and who approved it: there is no {PROVENANCE}, which a server writes")
        };
        proof.unproven.push(unproven);
        return;
    };
    let begun = Instant::now();
    let (verdict, output) = match check(folder, key) {
        Ok(_) => (Verdict::Passed, None),
        Err(untrue) => (Verdict::Failed, Some(untrue.to_string())),
    };
    proof.checks.insert(
        0,
        Checked {
            name: "signature".to_owned(),
            tool: "groundplan".to_owned(),
            version: Some(env!("CARGO_PKG_VERSION").to_owned()),
            files: vec![PROVENANCE.to_owned(), MANIFEST.to_owned()],
            verdict,
            reason: None,
            duration_ms: u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            output,
        },
    );
}
