//! How neighbours talk.

use super::Row;

pub const ROWS: &[Row] = &[];
