//! The command line, with the real program.

mod bad_input;
mod binary;
mod check;
mod edit;
mod full_disk;
mod killed;
mod serve;
mod synth;
#[cfg(unix)]
mod verify;
