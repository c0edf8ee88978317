//! How it is run, and what it is called.

use super::Row;

pub const ROWS: &[Row] = &[];
