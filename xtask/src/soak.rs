//! `cargo xtask soak`: what holds for any topology, tried on many more than the tests take time for.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use clap::Args;

use crate::process::{elapsed, run};
use crate::workspace::Workspace;
use crate::{serve, tools};

/// A part that is no law of the rules: its name on the command line, and what it does.
type Part = (&'static str, fn(&Soak, &Workspace, u32) -> Result<()>);

const PARTS: [Part; 7] = [
    ("hostile", |soak, workspace, seed| {
        let arguments = ["--package", "journeys", "--test", "hostile", "--", "--nocapture", "every_text"];
        soaked(workspace, &arguments, soak.texts, seed, "texts: none came out changed")
    }),
    ("editors", |soak, workspace, seed| {
        let arguments = ["--package", "server", "--test", "api", "--", "--nocapture", "convergence"];
        soaked(workspace, &arguments, soak.worlds, seed, "worlds of editors: all agreed in the end")
    }),
    ("crashes", |soak, workspace, seed| {
        let arguments = ["--package", "server", "--test", "cli", "--", "--nocapture", "killed"];
        soaked(workspace, &arguments, soak.crashes, seed, "crashes: nothing acknowledged was lost")
    }),
    ("contract", |soak, workspace, seed| {
        let more = [("SOAK", soak.requests.to_string()), ("SOAK_SEED", seed.to_string())];
        real(workspace, "real_contract", "", &more, "no answer of the API was a fault of its own")
    }),
    ("cluster", |_, workspace, _| {
        let told = "every chart was installed, upgraded, rolled back and removed";
        real(workspace, "real_cluster", "", &[("SOAK", "1".to_owned())], told)
    }),
    ("cloud", |_, workspace, _| {
        real(workspace, "real_terraform", "what_is_applied", &[("SOAK", "1".to_owned())], "every example was applied")
    }),
    ("gestures", |soak, workspace, seed| {
        let count = soak.gestures;
        let more = [("GROUNDPLAN_GESTURES", count.to_string()), ("GROUNDPLAN_SEED", seed.to_string())];
        let told = format!("screen and document agreed after each of {count} gestures");
        real(workspace, "real_browser", "after_every_gesture", &more, &told)
    }),
];

/// Try laws and oracles of the rules on documents that no test has seen, hostile texts through all targets, editors on a bad network, a server that is killed, the API by its own description, all examples on a control plane and a mocked AWS, and the editor by gestures of chance.
#[derive(Args)]
pub struct Soak {
    /// How many documents each law is tried on.
    #[arg(long, default_value_t = 20_000)]
    documents: u32,
    /// How many hostile texts go through all targets.
    #[arg(long, default_value_t = 100_000)]
    texts: u32,
    /// In how many worlds editors work together on a bad network.
    #[arg(long, default_value_t = 10_000)]
    worlds: u32,
    /// How often the server is killed.
    #[arg(long, default_value_t = 100)]
    crashes: u32,
    /// How many requests each route of the API gets, and as many again that it has to refuse.
    #[arg(long, default_value_t = 200)]
    requests: u32,
    /// How many gestures are made in the editor.
    #[arg(long, default_value_t = 10_000)]
    gestures: u32,
    /// What chance is drawn from: the same number gives the same documents, texts and gestures. Without it they are new each time.
    #[arg(long)]
    seed: Option<u32>,
    /// Only this part: hostile, editors, crashes, contract, cluster, cloud or gestures; or only the laws whose name contains this.
    name: Option<String>,
}

impl Soak {
    /// Tries them and prints the figures.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        let seed = self.seed.unwrap_or_else(by_the_clock);
        println!("--seed {seed}");
        let named = |part: &Part| self.name.as_deref() == Some(part.0);
        let only = PARTS.iter().any(named);
        if !only {
            self.laws(workspace, seed)?;
        }
        for part in PARTS.iter().filter(|part| named(part) || self.name.is_none()) {
            part.1(self, workspace, seed)?;
        }
        Ok(())
    }

    fn laws(&self, workspace: &Workspace, seed: u32) -> Result<()> {
        let mut arguments = vec!["--package", "topology", "--all-features", "--test", "rules", "--test", "oracles"];
        arguments.extend(["--", "--nocapture"]);
        arguments.extend(self.name.as_deref());
        soaked(workspace, &arguments, self.documents, seed, "documents: every law held")
    }
}

/// Runs tests that draw as much by chance as `SOAK` says.
fn soaked(workspace: &Workspace, arguments: &[&str], count: u32, seed: u32, told: &str) -> Result<()> {
    let start = Instant::now();
    let mut command = workspace.cargo(&["test", "--release"]);
    command.args(arguments).env("SOAK", count.to_string()).env("SOAK_SEED", seed.to_string());
    run(&mut command)?;
    println!("{count} {told}; seed {seed}, in {}", elapsed(start.elapsed()));
    Ok(())
}

/// A seed that is another one each time.
fn by_the_clock() -> u32 {
    SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.subsec_nanos())
}

/// Runs a test that needs the real tools, with more to try than usual.
fn real(workspace: &Workspace, test: &str, filter: &str, more: &[(&str, String)], told: &str) -> Result<()> {
    let start = Instant::now();
    tools::get_everything(workspace)?;
    serve::build_server(workspace)?;
    let mut command = workspace.cargo(&[
        "test",
        "--workspace",
        "--exclude",
        "glue",
        "--features",
        "journeys/real",
        "--test",
        test,
        "--",
        "--nocapture",
        filter,
    ]);
    command.envs(more.iter().map(|(name, value)| (*name, value.as_str())));
    command.env("GROUNDPLAN_REAL", "1").env("GROUNDPLAN_BINARY", workspace.server_binary());
    tools::offer(workspace, &mut command)?;
    run(&mut command)?;
    println!("{told}, in {}", elapsed(start.elapsed()));
    Ok(())
}
