//! What happens when something fails.

use super::Row;

pub const ROWS: &[Row] = &[];
