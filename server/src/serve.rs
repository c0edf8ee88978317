//! Starting and ending the server.

use std::fs::{self, File, TryLockError};
use std::io;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;
use tokio::sync::watch;
use topology::Document;

use crate::live::Hub;
use crate::open_file;
use crate::proving::Proving;
use crate::router::router;
use crate::state::State;
use crate::store::{self, Store, StoreError};

/// How long what was begun may take when the server is asked to end.
const FAREWELL: Duration = Duration::from_secs(5);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// The address is not of this machine alone.
    #[error(
        "{0} can be reached from other machines, and there are no accounts yet that would tell people apart: listen on 127.0.0.1 or [::1], and reach it from elsewhere through an SSH tunnel"
    )]
    NotLoopback(SocketAddr),
    /// Another program has the port.
    #[error("port {port} of {ip} is in use: end the program that uses it, or choose another with --listen {ip}:{other}", port = .0.port(), ip = .0.ip(), other = .0.port().wrapping_add(1).max(1024))]
    PortInUse(SocketAddr),
    /// The address can't be had.
    #[error("can't listen on {address}: {error}; choose another address with --listen")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// What the system said.
        error: io::Error,
    },
    /// The data folder can't be used.
    #[error("can't write the data folder {}: {error}; make it writable, or choose another with --data", folder.display())]
    Data {
        /// The folder.
        folder: PathBuf,
        /// What the system said.
        error: io::Error,
    },
    /// Another server uses the folder.
    #[error("another groundplan serves {}: end it, or choose another folder with --data", .0.display())]
    InUse(PathBuf),
    /// The store can't be opened.
    #[error("{}: {error}; {}", file.display(), error.hint())]
    Store {
        /// The file.
        file: PathBuf,
        /// What is wrong.
        error: StoreError,
    },
    /// The server ended by itself.
    #[error("the server ended: {0}")]
    Ended(io::Error),
}

/// A server that listens, but does not answer yet.
pub struct Server {
    listener: TcpListener,
    state: State,
    closing: watch::Sender<bool>,
    store: Store,
    // Held as long as the server runs: one server a folder.
    _lock: File,
}

impl Server {
    /// Opens the store in a folder, and a port.
    ///
    /// # Errors
    /// A [`StartError`] that says what to do.
    pub async fn start(listen: SocketAddr, data: &Path) -> Result<Self, StartError> {
        if !listen.ip().is_loopback() {
            return Err(StartError::NotLoopback(listen));
        }
        let listener = TcpListener::bind(listen).await.map_err(|error| match error.kind() {
            io::ErrorKind::AddrInUse => StartError::PortInUse(listen),
            _ => StartError::Listen { address: listen, error },
        })?;
        let listen = listener.local_addr().map_err(|error| StartError::Listen { address: listen, error })?;
        let lock = lock(data)?;
        let file = data.join(store::FILE);
        let store = Store::open(&file, store::PATIENCE).await.map_err(|error| StartError::Store { file, error })?;
        let (closing, closes) = watch::channel(false);
        let state = State {
            hub: Arc::new(Hub::new(store.clone())),
            proving: Proving::default(),
            file: None,
            listen,
            closing: closes,
        };
        Ok(Self { listener, state, closing, store, _lock: lock })
    }

    /// Keeps a file and a topology of its own in step for as long as the server runs. `document` is what the file says as `text`. Returns the topology's id.
    ///
    /// # Errors
    /// [`StoreError`] where the topology can't be made.
    pub async fn keep(&mut self, path: PathBuf, document: Document, text: String) -> Result<String, StoreError> {
        let file = open_file::keep(Arc::clone(&self.state.hub), path, document, text).await?;
        let topology = file.topology.clone();
        self.state.file = Some(file);
        Ok(topology)
    }

    /// Where it listens: the port that the system chose, where 0 was asked for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.state.listen
    }

    /// Answers until `end` comes, then finishes what was begun.
    ///
    /// # Errors
    /// [`StartError::Ended`] where the port is lost.
    pub async fn run(self, end: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let Self { listener, state, closing, store, _lock } = self;
        let mut closes = state.closing.clone();
        let serving = axum::serve(listener, router(state)).with_graceful_shutdown(async move {
            end.await;
            // Sockets stay open for ever unless they are told.
            closing.send_replace(true);
        });
        let late = async move {
            let _ = closes.wait_for(|closing| *closing).await.map(drop);
            tokio::time::sleep(FAREWELL).await;
        };
        // What was acknowledged is on disk already; a client that does not let go keeps nothing from ending.
        let served = tokio::select! {
            served = serving.into_future() => served,
            () = late => Ok(()),
        };
        let _closed = tokio::time::timeout(FAREWELL, store.close()).await;
        served.map_err(StartError::Ended)
    }
}

/// One server a folder: two would not hear of each other's edits.
fn lock(data: &Path) -> Result<File, StartError> {
    let failed = |error| StartError::Data { folder: data.to_owned(), error };
    fs::create_dir_all(data).map_err(failed)?;
    let file =
        File::options().create(true).truncate(false).write(true).open(data.join("groundplan.lock")).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse(data.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
