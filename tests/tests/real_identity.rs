//! Signing in with a real OpenID Connect provider.
#![cfg(feature = "real")]

use std::process::Command;

use journeys::binary::groundplan;
use journeys::{place, tools};

#[test]
fn people_sign_in_with_a_real_identity_provider() {
    let folder = place::root().join("tests/identity");
    assert!(
        folder.join("node_modules/oidc-provider").is_dir(),
        "oidc-provider is not installed: cargo xtask tools identity-provider"
    );
    let mut node = Command::new("node");
    node.current_dir(&folder).arg("journey.mjs").env("GROUNDPLAN_BINARY", groundplan());
    let said = tools::run(&mut node).unwrap_or_else(|words| panic!("{words}"));
    assert_eq!(said.trim_end().lines().last(), Some("done"), "{said}");
}
