//! `groundplan open`: the editor on a file in the person's own checkout.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Args;

use super::input::{Source, is_stream};
use super::serve::end;
use super::{Failure, Outcome, output};
use crate::open_file::open_window;
use crate::page;
use crate::serve::Server;

/// Edit a topology file in the editor, in a window of its own; edits are written to the file, and changes of the file are taken in
#[derive(Args)]
pub struct Open {
    /// The topology file
    file: PathBuf,
    /// Where to listen; port 0 lets the system choose
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDRESS")]
    listen: SocketAddr,
    /// Open no window, only say the address
    #[arg(long)]
    no_window: bool,
    /// The browser whose window is used: a program that takes --app=ADDRESS
    #[arg(long, value_name = "PROGRAM", conflicts_with = "no_window")]
    browser: Option<String>,
}

impl Open {
    pub fn run(&self) -> Result<Outcome, Failure> {
        if is_stream(&self.file) {
            return Err(Failure("standard input can't be edited in place: name a file".to_owned()));
        }
        let source = Source::read(&self.file)?;
        let (document, _) = source.document()?;
        let path = self.file.canonicalize().unwrap_or_else(|_| self.file.clone());
        // The file is the truth; the log is only there for as long as the window is.
        let data = tempfile::Builder::new().prefix("groundplan-open-").tempdir().map_err(Failure::of)?;
        let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(Failure::of)?;
        runtime.block_on(async {
            let mut server = Server::start(self.listen, data.path()).await.map_err(Failure::of)?;
            let topology = server.keep(path.clone(), document, source.text).await.map_err(Failure::of)?;
            let address = format!("http://{}/t/{topology}", server.address());
            output::note(&format!("{} is at {address}", path.display()));
            if !page::is_built() {
                output::note(
                    "This binary was built without the editor: `cargo xtask serve` builds both. The API works",
                );
            } else if !self.no_window && !open_window(&address, self.browser.as_deref()) {
                output::note("No browser was found to open a window with: open the address in one");
            }
            output::note("Press Ctrl-C to end");
            server.run(end()).await.map_err(Failure::of)
        })?;
        Ok(Outcome::Well)
    }
}
