//! What all handlers share.

use std::net::SocketAddr;
use std::sync::Arc;

use tokio::sync::watch;

use crate::live::Hub;
use crate::open_file::OpenFile;
use crate::proving::Proving;

/// What all handlers share. Clones share it.
#[derive(Clone)]
pub struct State {
    /// Every topology.
    pub hub: Arc<Hub>,
    /// Runs of the real tools.
    pub proving: Proving,
    /// The file that is edited in place, where the server was opened on one.
    pub file: Option<OpenFile>,
    /// Where the server listens.
    pub listen: SocketAddr,
    /// Turns true when the server is about to end: open sockets then close.
    pub closing: watch::Receiver<bool>,
}
