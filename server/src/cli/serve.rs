//! `groundplan serve`: server, editor and API in one process.

use std::env;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use clap::Args;
use openidconnect::url::Url;

use super::{Failure, Outcome, output};
use crate::page;
use crate::people::oidc::Settings;
use crate::people::{PublicUrl, Role};
use crate::serve::{Options, Server};

/// Serve the editor and the API
#[derive(Args)]
pub struct Serve {
    /// Where to listen; port 0 lets the system choose. Without accounts only addresses of this machine
    #[arg(long, default_value = "127.0.0.1:4000", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// The folder of the database; by default groundplan in the user's data folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
    /// The address that people type, such as https://groundplan.example.org: that of the proxy in front of this server
    #[arg(long, value_name = "URL")]
    public_url: Option<PublicUrl>,
    /// Let an OpenID Connect provider sign people in: its issuer, such as https://id.example.org/realms/staff. The client's secret is read from GROUNDPLAN_OIDC_CLIENT_SECRET
    #[arg(long, value_name = "URL", requires = "oidc_client_id")]
    oidc_issuer: Option<Url>,
    /// This server's id at the provider
    #[arg(long, value_name = "ID", requires = "oidc_issuer")]
    oidc_client_id: Option<String>,
    /// What people call the provider
    #[arg(long, value_name = "NAME", default_value = "single sign-on")]
    oidc_name: String,
    /// The role in the first workspace of whoever signs in with the provider for the first time; without it they need an invitation
    #[arg(long, value_name = "ROLE", requires = "oidc_issuer")]
    oidc_role: Option<Role>,
}

/// Where the client's secret is read from: an argument would be shown by the list of processes.
const SECRET: &str = "GROUNDPLAN_OIDC_CLIENT_SECRET";

impl Serve {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let data = data_folder(self.data.as_deref())?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::of)?;
        runtime.block_on(async {
            let server = Server::start(self.options(data.clone())?).await.map_err(Failure::of)?;
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

impl Serve {
    fn options(&self, data: PathBuf) -> Result<Options, Failure> {
        let provider = match (&self.oidc_issuer, &self.oidc_client_id) {
            (Some(issuer), Some(client)) => {
                let here = matches!(issuer.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"));
                if issuer.scheme() != "https" && !(issuer.scheme() == "http" && here) {
                    return Err(Failure(format!(
                        "{issuer} is not encrypted: an identity provider has an https:// address"
                    )));
                }
                Some(Settings {
                    issuer: issuer.clone(),
                    client: client.clone(),
                    secret: env::var(SECRET).ok().filter(|secret| !secret.is_empty()),
                    name: self.oidc_name.clone(),
                    role: self.oidc_role,
                })
            }
            _ => None,
        };
        Ok(Options { listen: self.listen, data, public: self.public_url.clone(), provider })
    }
}

/// The folder of the database: the one that was chosen, else the user's own.
pub(super) fn data_folder(chosen: Option<&Path>) -> Result<PathBuf, Failure> {
    chosen.map(Path::to_owned).or_else(default_folder).ok_or_else(|| {
        Failure("there is no home folder to keep the database in: choose a folder with --data".to_owned())
    })
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
