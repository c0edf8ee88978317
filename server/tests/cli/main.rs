//! The command line, with the real program.

mod backup;
mod bad_input;
mod baseline;
mod binary;
mod check;
mod diff;
mod edit;
mod fix;
mod full_disk;
#[cfg(unix)]
mod gating;
mod github;
mod hostile;
mod import;
mod junit;
mod killed;
mod new;
mod open;
mod rules;
mod sarif;
mod second_day;
mod serve;
#[cfg(unix)]
mod signed;
mod synth;
#[cfg(unix)]
mod terminal;
mod user;
#[cfg(unix)]
mod verify;
mod waive;
