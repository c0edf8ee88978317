//! The API by its own description: whatever is sent, the server answers, and never with a fault of its own.
#![cfg(feature = "real")]

use std::process::Command;

use journeys::binary::groundplan;
use journeys::{place, tools};

#[test]
fn nothing_that_is_sent_is_answered_by_a_fault() {
    let mut node = Command::new("node");
    node.current_dir(place::root().join("tests/contract")).arg("contract.mjs").env("GROUNDPLAN_BINARY", groundplan());
    let said = tools::run(&mut node).unwrap_or_else(|words| panic!("{words}"));
    println!("{said}");
    assert_eq!(said.trim_end().lines().last(), Some("done"), "{said}");
}
