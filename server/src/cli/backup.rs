//! `groundplan backup` and `groundplan restore`: everything that a server keeps, as one file.

use std::path::PathBuf;

use clap::Args;

use super::serve::data_folder;
use super::{Failure, Outcome, output};
use crate::backup;

/// Write everything that the server keeps to one file, also while it runs
#[derive(Args)]
pub struct Backup {
    /// The archive to write; it must not be there yet
    file: PathBuf,
    /// The folder of the database; by default groundplan in the user's data folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

/// Put a backup in the place of what the server keeps, also while it runs; what was there is kept beside it
#[derive(Args)]
pub struct Restore {
    /// The archive that `groundplan backup` wrote
    file: PathBuf,
    /// The folder of the database; by default groundplan in the user's data folder
    #[arg(long, value_name = "DIR")]
    data: Option<PathBuf>,
}

fn wait<T>(work: impl Future<Output = Result<T, backup::BackupError>>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(Failure::of)?;
    runtime.block_on(work).map_err(Failure::of)
}

impl Backup {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let data = data_folder(self.data.as_deref())?;
        wait(backup::backup(&data, &self.file))?;
        output::note(&format!(
            "{} holds everything in {}: keep it where only you can read it",
            self.file.display(),
            data.display()
        ));
        Ok(Outcome::Well)
    }
}

impl Restore {
    pub fn run(&self) -> Result<Outcome, Failure> {
        let data = data_folder(self.data.as_deref())?;
        let kept = wait(backup::restore(&self.file, &data))?;
        output::note(&format!("{} is restored; what was there is in {}", data.display(), kept.display()));
        Ok(Outcome::Well)
    }
}
