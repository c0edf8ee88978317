//! What all handlers share.

use std::sync::Arc;

use tokio::sync::watch;

use crate::live::Hub;
use crate::people::Door;

/// What all handlers share. Clones share it.
#[derive(Clone)]
pub struct State {
    /// Every topology.
    pub hub: Arc<Hub>,
    /// Who may come in.
    pub door: Arc<Door>,
    /// Turns true when the server is about to end: open sockets then close.
    pub closing: watch::Receiver<bool>,
}
