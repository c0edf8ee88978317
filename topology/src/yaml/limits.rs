//! What one YAML text may cost. Every limit is named in the error that it causes.

/// Bytes of the text: 8 MiB.
pub const SIZE: usize = 8 * 1024 * 1024;
/// Maps and lists inside one another.
pub const DEPTH: usize = 64;
/// Values, counting what aliases repeat.
pub const NODES: usize = 500_000;
/// Bytes of text that anchors and aliases may repeat: 32 MiB.
pub const REPEATED_TEXT: usize = 32 * 1024 * 1024;
/// Bytes of one key.
pub const KEY: usize = 1024;
/// Bytes of all paths together: 64 MiB. Only long keys that hold many values reach it.
pub const PATHS: usize = 64 * 1024 * 1024;
