//! The editor in the browser.
fn main() {}
