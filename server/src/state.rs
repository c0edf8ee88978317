//! What all handlers share.

use std::sync::Arc;

use tokio::sync::watch;

use crate::highlight::Held;
use crate::live::Hub;
use crate::open_file::OpenFile;
use crate::people::Door;
use crate::proving::Proving;
use crate::signing::Signer;

/// What all handlers share. Clones share it.
#[derive(Clone)]
pub struct State {
    /// Every topology.
    pub hub: Arc<Hub>,
    /// Who may come in.
    pub door: Arc<Door>,
    /// Runs of the real tools.
    pub proving: Proving,
    /// The key that signs what is taken away.
    pub signer: Arc<Signer>,
    /// Files that were shown lately, as far as their words are classified.
    pub shown: Arc<Held>,
    /// The file that is edited in place, where the server was opened on one.
    pub file: Option<OpenFile>,
    /// Turns true when the server is about to end: open sockets then close.
    pub closing: watch::Receiver<bool>,
}
