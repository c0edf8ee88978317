//! Many editors, a bad network and a server that ends in between: everybody comes to see the fold of the log.
//!
//! The editors keep their documents with the code that the browser's keep theirs with, the server is the real one with a database on disk, and what happens when is drawn from a seed. `SOAK` says how many seeds are tried, `SOAK_SEED` where they begin.

mod editor;
mod gestures;
#[path = "../../../../app/src/session/log.rs"]
mod log;
mod world;

use std::path::Path;
use std::time::Instant;

use tempfile::TempDir;

/// What the log of an editor calls edits of a page before it.
mod kept {
    use topology::edit::Edit;

    /// An edit that another page made.
    pub struct Kept {
        pub client: String,
        pub number: u64,
        pub edit: Edit,
    }
}

/// Seeds that failed once.
const FAILED: &[u64] = &[];
/// How many are tried in each run.
const SEEDS: u64 = 256;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

/// A folder in memory where the system has one: here it is not asked what survives the machine.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

#[test]
fn every_editor_comes_to_see_the_fold_of_the_log() {
    let (first, count) = (number("SOAK_SEED").unwrap_or(0), number("SOAK").unwrap_or(SEEDS));
    let start = Instant::now();
    let seeds: Vec<u64> = FAILED.iter().copied().chain(first..first + count).collect();
    let parts = std::thread::available_parallelism().map_or(2, usize::from).min(4);
    let rows: usize = std::thread::scope(|scope| {
        let parts: Vec<_> = (0..parts)
            .map(|part| {
                let seeds = seeds.iter().copied().skip(part).step_by(parts);
                scope.spawn(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
                    runtime.block_on(async {
                        let data = folder();
                        let mut rows = 0;
                        for seed in seeds {
                            rows += world::live(data.path(), seed).await;
                        }
                        rows
                    })
                })
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))).sum()
    });
    assert!(rows as u64 > 10 * count, "{rows} rows: too little happened");
    println!("{} worlds from seed {first}, {rows} rows, in {:.1} s", seeds.len(), start.elapsed().as_secs_f64());
}
