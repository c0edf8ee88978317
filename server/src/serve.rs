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

use crate::backup::{self, BackupError};
use crate::courier;
use crate::live::Hub;
use crate::open_file;
use crate::people::oidc::{self, Provider};
use crate::people::{Door, PublicUrl, Site};
use crate::proving::Proving;
use crate::router::router;
use crate::signing::{KeyError, Signer};
use crate::state::State;
use crate::store::{self, Store, StoreError};

/// How long what was begun may take when the server is asked to end.
const FAREWELL: Duration = Duration::from_secs(5);

/// How often it is looked whether a restore waits.
const LOOK: Duration = Duration::from_millis(250);

/// Why the server did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Others would reach a server that lets everybody in.
    #[error(
        "others would reach {0}, and there are no accounts yet that would tell people apart: make the first one with `groundplan user add NAME`, or listen on 127.0.0.1 for yourself alone, without --public-url"
    )]
    NoAccounts(String),
    /// The address that people type is not known.
    #[error(
        "{0} can be reached from other machines: say the address that people type with --public-url https://HOST, and put a proxy with TLS in front of the server"
    )]
    NoPublicUrl(SocketAddr),
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
    /// A restore can't be taken up.
    #[error("the restore can't be taken up: {0}")]
    Restore(#[from] BackupError),
    /// The key that signs can't be used.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The server ended by itself.
    #[error("the server ended: {0}")]
    Ended(io::Error),
}

/// How a server is started.
pub struct Options {
    /// Where to listen.
    pub listen: SocketAddr,
    /// The folder of the database.
    pub data: PathBuf,
    /// The address that people type, where it is another.
    pub public: Option<PublicUrl>,
    /// The identity provider, if there is one.
    pub provider: Option<oidc::Settings>,
}

impl Options {
    /// A server for this machine.
    #[must_use]
    pub fn new(listen: SocketAddr, data: impl Into<PathBuf>) -> Self {
        Self { listen, data: data.into(), public: None, provider: None }
    }
}

/// A server that listens, but does not answer yet.
pub struct Server {
    listener: std::net::TcpListener,
    data: PathBuf,
    site: Site,
    provider: Option<oidc::Settings>,
    life: Life,
    // Held as long as the server runs: one server a folder.
    _lock: File,
}

/// What a server holds of one database. A restore ends it and begins another.
struct Life {
    state: State,
    closing: watch::Sender<bool>,
    store: Store,
}

impl Life {
    fn of(data: &Path, store: Store, site: &Site, provider: Option<oidc::Settings>) -> Result<Self, StartError> {
        let signer = Arc::new(Signer::of(data)?);
        let (closing, closes) = watch::channel(false);
        let provider = provider.map(|settings| Provider::new(settings, &site.base()));
        let door = Arc::new(Door::new(store.clone(), site.clone(), provider));
        let hub = Arc::new(Hub::new(store.clone()));
        // It ends with this life of the database.
        tokio::spawn(courier::run(store.clone(), Arc::clone(&signer), closes.clone()));
        let proving = Proving::default();
        let state = State { hub, door, proving, signer, shown: Arc::default(), file: None, closing: closes };
        Ok(Self { state, closing, store })
    }
}

/// Opens the store, where a server at this site may be without accounts or has some.
async fn open(data: &Path, site: &Site) -> Result<Store, StartError> {
    let file = data.join(store::FILE);
    let store = Store::open(&file, store::PATIENCE).await;
    let store = store.map_err(|error| StartError::Store { file: file.clone(), error })?;
    if !site.is_private() {
        let has = store.has_accounts().await.map_err(|error| StartError::Store { file, error })?;
        if !has {
            return Err(StartError::NoAccounts(site.base()));
        }
        if site.public.is_none() {
            return Err(StartError::NoPublicUrl(site.listen));
        }
    }
    Ok(store)
}

impl Server {
    /// Opens the store in a folder, and a port.
    ///
    /// # Errors
    /// A [`StartError`] that says what to do.
    pub async fn start(options: Options) -> Result<Self, StartError> {
        let Options { listen, data, public, provider } = options;
        let lock = lock(&data)?;
        backup::take_up(&data)?;
        let mut site = Site { listen, public };
        // Whether it may listen there is asked before it does.
        let store = open(&data, &site).await?;
        let failed = |error: io::Error| match error.kind() {
            io::ErrorKind::AddrInUse => StartError::PortInUse(listen),
            _ => StartError::Listen { address: listen, error },
        };
        let listener = TcpListener::bind(listen).await.map_err(failed)?;
        let listener = listener.into_std().map_err(failed)?;
        site.listen = listener.local_addr().map_err(failed)?;
        let life = Life::of(&data, store, &site, provider.clone())?;
        Ok(Self { listener, data, site, provider, life, _lock: lock })
    }

    /// Keeps a file and a topology of its own in step for as long as the server runs. `document` is what the file says as `text`. Returns the topology's id.
    ///
    /// # Errors
    /// [`StoreError`] where the topology can't be made.
    pub async fn keep(&mut self, path: PathBuf, document: Document, text: String) -> Result<String, StoreError> {
        let file = open_file::keep(Arc::clone(&self.life.state.hub), path, document, text).await?;
        let topology = file.topology.clone();
        self.life.state.file = Some(file);
        Ok(topology)
    }

    /// Where it listens: the port that the system chose, where 0 was asked for.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.site.listen
    }

    /// Answers until `end` comes, then finishes what was begun. A restore that waits in the data folder is taken up between two requests.
    ///
    /// # Errors
    /// [`StartError::Ended`] where the port is lost, others where what was restored can't be served.
    pub async fn run(self, end: impl Future<Output = ()> + Send + 'static) -> Result<(), StartError> {
        let Self { listener, data, site, provider, mut life, _lock } = self;
        let (over, mut overs) = watch::channel(false);
        let ending = tokio::spawn(async move {
            end.await;
            over.send_replace(true);
        });
        let result = loop {
            let socket = listener.try_clone().and_then(TcpListener::from_std).map_err(StartError::Ended)?;
            let Life { state, closing, store } = life;
            let served = answer(socket, state, closing, overs.clone(), data.clone()).await;
            let closed = tokio::time::timeout(FAREWELL, store.close()).await.is_ok();
            if served.is_err() || *overs.borrow_and_update() {
                break served.map_err(StartError::Ended);
            }
            // A database that somebody still holds is not taken away from under them; who asked for the restore hears of it.
            if closed {
                backup::take_up(&data)?;
            }
            life = Life::of(&data, open(&data, &site).await?, &site, provider.clone())?;
        };
        ending.abort();
        result
    }
}

/// Answers until the server ends or a restore waits, then finishes what was begun.
async fn answer(
    socket: TcpListener,
    state: State,
    closing: watch::Sender<bool>,
    mut over: watch::Receiver<bool>,
    data: PathBuf,
) -> io::Result<()> {
    let mut closes = state.closing.clone();
    let serving = axum::serve(socket, router(state).into_make_service_with_connect_info::<SocketAddr>())
        .with_graceful_shutdown(async move {
            tokio::select! {
                _ = over.wait_for(|over| *over) => {}
                () = restore_waits(&data) => {}
            }
            // Sockets stay open for ever unless they are told.
            closing.send_replace(true);
        });
    let late = async move {
        let _ = closes.wait_for(|closing| *closing).await.map(drop);
        tokio::time::sleep(FAREWELL).await;
    };
    // What was acknowledged is on disk already; a client that does not let go keeps nothing from ending.
    tokio::select! {
        served = serving.into_future() => served,
        () = late => Ok(()),
    }
}

/// Waits until somebody laid a restore beside the database.
async fn restore_waits(data: &Path) {
    while !data.join(backup::WAITING).is_dir() {
        tokio::time::sleep(LOOK).await;
    }
}

/// One server a folder: two would not hear of each other's edits.
fn lock(data: &Path) -> Result<File, StartError> {
    let failed = |error| StartError::Data { folder: data.to_owned(), error };
    fs::create_dir_all(data).map_err(failed)?;
    let file =
        File::options().create(true).truncate(false).write(true).open(data.join(backup::LOCK)).map_err(failed)?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(StartError::InUse(data.to_owned())),
        Err(TryLockError::Error(error)) => Err(failed(error)),
    }
}
