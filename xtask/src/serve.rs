//! `cargo xtask serve`: from a fresh checkout to a running editor.

use std::process::Command;

use anyhow::Result;
use clap::Args;

use crate::app;
use crate::process::{run, step};
use crate::workspace::Workspace;

/// Build the editor and the server, and start it.
#[derive(Args)]
pub struct Serve {
    /// Compile the editor fast instead of small.
    #[arg(long)]
    dev: bool,
    /// Handed to `groundplan serve`, such as `--listen 127.0.0.1:4000` or `--data DIR`.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    arguments: Vec<String>,
}

impl Serve {
    /// Builds what changed, then becomes the server.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        app::build(workspace, self.dev)?;
        build_server(workspace)?;
        eprintln!("▸ Starting groundplan serve {}", self.arguments.join(" "));
        let mut server = Command::new(workspace.server_binary());
        become_program(server.arg("serve").args(&self.arguments))
    }
}

/// Builds the release binary, with the editor of [`Workspace::app_folder`] in it.
pub fn build_server(workspace: &Workspace) -> Result<()> {
    step("Building the server", || run(&mut workspace.cargo(&["build", "--release", "--package", "server"])))
}

/// Signals and the exit code are the server's own when it takes this process's place.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    use std::path::Path;
    let error = command.exec();
    let program = Path::new(command.get_program()).display();
    Err(anyhow::Error::new(error).context(format!("can't start {program}")))
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> Result<()> {
    run(command)
}
