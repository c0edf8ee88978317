//! The target as a whole, over a small Plan.
