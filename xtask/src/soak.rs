//! `cargo xtask soak`: what holds for any topology, tried on many more than the tests take time for.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use clap::Args;

use crate::process::{elapsed, run};
use crate::workspace::Workspace;
use crate::{serve, tools};

/// The charts of every example, in every environment, on a control plane.
const CLUSTER: &str = "cluster";
/// Every example applied to a mocked AWS; the tests take two.
const CLOUD: &str = "cloud";
/// Texts that try to be syntax, through all targets.
const HOSTILE: &str = "hostile";
/// Gestures by chance in the editor, many more than the tests make.
const GESTURES: &str = "gestures";
const HOW_MANY_GESTURES: &str = "10000";
/// The parts that are no laws.
const PARTS: [&str; 4] = [HOSTILE, CLUSTER, CLOUD, GESTURES];

/// Try laws and oracles of the rules on documents that no test has seen, hostile texts through all targets, all examples on a control plane and a mocked AWS, and the editor by gestures of chance.
#[derive(Args)]
pub struct Soak {
    /// How many documents each law is tried on.
    #[arg(long, default_value_t = 20_000)]
    documents: u32,
    /// What chance is drawn from: the same number gives the same documents, texts and gestures. Without it they are new each time.
    #[arg(long)]
    seed: Option<u32>,
    /// How many hostile texts go through all targets.
    #[arg(long, default_value_t = 100_000)]
    texts: u32,
    /// Only the laws whose name contains this; `hostile`: only the texts; `cluster`: only the charts; `cloud`: only AWS; `gestures`: only the editor.
    name: Option<String>,
}

impl Soak {
    /// Tries them and prints the figures.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        let wanted = |part| self.name.as_deref().is_none_or(|name| name == part);
        let seed = self.seed.unwrap_or_else(by_the_clock);
        println!("--seed {seed}");
        if !self.name.as_deref().is_some_and(|name| PARTS.contains(&name)) {
            self.laws(workspace, seed)?;
        }
        if wanted(HOSTILE) {
            self.hostile(workspace, seed)?;
        }
        if wanted(CLUSTER) {
            let told = "every chart was installed, upgraded, rolled back and removed";
            real(workspace, "real_cluster", "", &[("SOAK", "1".to_owned())], told)?;
        }
        if wanted(CLOUD) {
            real(workspace, "real_terraform", "as_applied", &[("SOAK", "1".to_owned())], "every example was applied")?;
        }
        if wanted(GESTURES) {
            let more = [("GROUNDPLAN_GESTURES", HOW_MANY_GESTURES.to_owned()), ("GROUNDPLAN_SEED", seed.to_string())];
            let told = format!("screen and document agreed after each of {HOW_MANY_GESTURES} gestures");
            real(workspace, "real_browser", "after_every_gesture", &more, &told)?;
        }
        Ok(())
    }

    /// Texts that try to be syntax: none may come out changed, in any file of any target.
    fn hostile(&self, workspace: &Workspace, seed: u32) -> Result<()> {
        let arguments = ["--package", "journeys", "--test", "hostile", "--", "--nocapture", "every_text"];
        soaked(workspace, &arguments, self.texts, seed, "no text came out changed")
    }

    fn laws(&self, workspace: &Workspace, seed: u32) -> Result<()> {
        let mut arguments = vec!["--package", "topology", "--all-features", "--test", "rules", "--test", "oracles"];
        arguments.extend(["--", "--nocapture"]);
        arguments.extend(self.name.as_deref());
        soaked(workspace, &arguments, self.documents, seed, "every law held")
    }
}

/// Runs tests that draw as much by chance as `SOAK` says.
fn soaked(workspace: &Workspace, arguments: &[&str], count: u32, seed: u32, told: &str) -> Result<()> {
    let start = Instant::now();
    let mut command = workspace.cargo(&["test", "--release"]);
    command.args(arguments).env("SOAK", count.to_string()).env("SOAK_SEED", seed.to_string());
    run(&mut command)?;
    println!("{told} ({count} of seed {seed}), in {}", elapsed(start.elapsed()));
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
