//! `groundplan serve`: server, editor and API in one process.

use std::env;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;

use super::{Failure, Outcome, output};
use crate::page;
use crate::serve::Server;

/// Serve the editor and the API
#[derive(Args)]
pub struct Serve {
    /// Where to listen; port 0 lets the system choose. Only addresses of this machine: there are no accounts yet
    #[arg(long, default_value = "127.0.0.1:4000", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The folder of the database; by default groundplan in the user's data folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

impl Serve {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let data = self.data.clone().or_else(default_folder).ok_or_else(|| {
            Failure("there is no home folder to keep the database in: choose a folder with --data".to_owned())
        })?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::of)?;
        runtime.block_on(async {
            let server = Server::start(self.listen, &data).await.map_err(Failure::of)?;
            output::note(&format!("Groundplan is at http://{}/ (topologies in {})", server.address(), data.display()));
            if !page::is_built() {
                output::note(
                    "This binary was built without the editor: `cargo xtask serve` builds both. The API works",
                );
            }
            output::note("Press Ctrl-C to end");
            server.run(end()).await.map_err(Failure::of)
        })?;
        Ok(Outcome::Well)
    }
}

/// `$XDG_DATA_HOME/groundplan`, else `~/.local/share/groundplan`; where the system has a folder of its own for that, there.
fn default_folder() -> Option<PathBuf> {
    let folder = |name: &str| env::var_os(name).map(PathBuf::from).filter(|path| path.is_absolute());
    let own = if cfg!(windows) {
        folder("LOCALAPPDATA")
    } else if cfg!(target_os = "macos") {
        folder("HOME").map(|home| home.join("Library/Application Support"))
    } else {
        folder("HOME").map(|home| home.join(Path::new(".local/share")))
    };
    folder("XDG_DATA_HOME").or(own).map(|folder| folder.join("groundplan"))
}

/// Ctrl-C, or the signal with which systems end services.
pub(super) async fn end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) else {
            let _failed = interrupt.await;
            return;
        };
        tokio::select! {
            _ = interrupt => {}
            _ = terminate.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _failed = interrupt.await;
    }
}
