//! How many people one server carries: editors on 20 topologies, each with 2 edits and 10 moves of the pointer a second, against the program itself.
//!
//! `cargo bench --bench load` prints a row for each number of editors until it breaks: an edit takes more than a second in one of twenty, or something fails. `LOAD_SECONDS` says how long each row is measured (10), `LOAD_EDITORS` tries one number alone; `--quick` is two rows of three seconds. It judges nothing: times are those of the machine.

mod editor;
mod program;

use std::sync::Arc;
use std::time::{Duration, Instant};

use editor::{Editor, Seen};
use program::Program;

/// Topologies that the editors share.
const TOPOLOGIES: usize = 20;
/// How many editors a row has, until it breaks.
const STEPS: [usize; 8] = [20, 50, 100, 200, 400, 800, 1_600, 3_200];
/// The same where nobody has time.
const FEW: [usize; 2] = [20, 200];
/// What nobody wants to wait for.
const BROKEN: Duration = Duration::from_secs(1);

fn number(name: &str) -> Option<usize> {
    std::env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("{name} is a number")))
}

fn main() {
    // Told what benches are wanted, as those that count in nanoseconds are.
    if std::env::args().skip(1).any(|argument| !argument.starts_with('-') && !"load".contains(&argument)) {
        return;
    }
    let quick = std::env::args().any(|argument| argument == "--quick");
    let seconds = Duration::from_secs(number("LOAD_SECONDS").unwrap_or(if quick { 3 } else { 10 }) as u64);
    let all = if quick { FEW.to_vec() } else { STEPS.to_vec() };
    let steps = number("LOAD_EDITORS").map_or(all, |editors| vec![editors]);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    println!("{TOPOLOGIES} topologies; each editor makes 2 edits and 10 moves a second; times in milliseconds");
    println!("editors     edits  acknowledged p50/p95  seen by others p50/p95  moves seen  errors  memory MiB");
    for editors in steps {
        let program = Program::start();
        let seen = runtime.block_on(measure(&program, editors, seconds));
        let (acknowledged, others) = (Spread::of(seen.acknowledged), Spread::of(seen.others));
        println!(
            "{editors:7} {:9} {:>21} {:>23} {:11} {:7} {:11}",
            acknowledged.count,
            acknowledged.told(),
            others.told(),
            seen.moves,
            seen.errors,
            program.peak_memory() >> 20
        );
        if seen.errors > 0 || acknowledged.p95 > BROKEN || (others.count > 0 && others.p95 > BROKEN) {
            println!("it breaks here");
            break;
        }
    }
}

/// Everybody works for a while; what they saw together.
async fn measure(program: &Program, editors: usize, how_long: Duration) -> Seen {
    let mut topologies = Vec::new();
    for _ in 0..TOPOLOGIES.min(editors) {
        topologies.push(program.topology().await);
    }
    let begun = Instant::now();
    let mut open = Vec::new();
    for index in 0..editors {
        let topology = &topologies[index % topologies.len()];
        open.push(Editor::open(program, topology, index, begun).await);
    }
    // Measured from when all are there.
    let start = Arc::new((Instant::now(), how_long));
    let tasks: Vec<_> = open.into_iter().map(|editor| tokio::spawn(editor.work(Arc::clone(&start)))).collect();
    let mut all = Seen::default();
    for task in tasks {
        match task.await {
            Ok(seen) => all.add(seen),
            Err(_) => all.errors += 1,
        }
    }
    all
}

/// How long things took.
struct Spread {
    count: usize,
    p50: Duration,
    p95: Duration,
}

impl Spread {
    fn of(mut times: Vec<Duration>) -> Self {
        times.sort_unstable();
        let at = |percent: usize| times.get(times.len() * percent / 100).copied().unwrap_or(Duration::MAX);
        Self { count: times.len(), p50: at(50), p95: at(95) }
    }

    fn told(&self) -> String {
        if self.count == 0 {
            return "none".to_owned();
        }
        format!("{:.1}/{:.1}", self.p50.as_secs_f64() * 1e3, self.p95.as_secs_f64() * 1e3)
    }
}
