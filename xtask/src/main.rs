//! Builds, runs and tests Groundplan.
fn main() {}
