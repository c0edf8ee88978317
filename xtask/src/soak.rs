//! `cargo xtask soak`: what holds for any topology, tried on many more than the tests take time for.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use clap::Args;

use crate::process::{elapsed, run};
use crate::workspace::Workspace;
use crate::{serve, tools};

/// The part that is no law: the charts of every example, in every environment, on a control plane.
const CLUSTER: &str = "cluster";

/// Another: texts that try to be syntax, through all targets.
const HOSTILE: &str = "hostile";
/// Gestures by chance in the editor, many more than the tests make.
const GESTURES: &str = "gestures";
const HOW_MANY_GESTURES: &str = "10000";

/// Try laws and oracles of the rules on documents that no test has seen, hostile texts through all targets, all charts on a control plane, and the editor by gestures of chance.
#[derive(Args)]
pub struct Soak {
    /// How many documents each law is tried on.
    #[arg(long, default_value_t = 20_000)]
    documents: u32,
    /// What the documents are drawn from: the same number gives the same ones. Without it they are new each time.
    #[arg(long)]
    seed: Option<u32>,
    /// How many hostile texts go through all targets.
    #[arg(long, default_value_t = 100_000)]
    texts: u32,
    /// Only the laws whose name contains this; `hostile`: only the texts; `cluster`: only the charts; `gestures`: only the editor.
    name: Option<String>,
}

impl Soak {
    /// Tries them and prints the figures.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        let only = |part: &str| self.name.as_deref() == Some(part);
        if !only(CLUSTER) && !only(HOSTILE) && !only(GESTURES) {
            self.laws(workspace)?;
        }
        if self.name.is_none() || only(HOSTILE) {
            self.hostile(workspace)?;
        }
        if self.name.is_none() || only(CLUSTER) {
            let told = "every chart was installed, upgraded, rolled back and removed";
            real(workspace, "real_cluster", "", &[("SOAK", "1".to_owned())], told)?;
        }
        if self.name.is_none() || only(GESTURES) {
            let seed = self.seed();
            let more = [("GROUNDPLAN_GESTURES", HOW_MANY_GESTURES.to_owned()), ("GROUNDPLAN_SEED", seed.to_string())];
            let told =
                format!("screen and document agreed after each of {HOW_MANY_GESTURES} gestures from seed {seed}");
            real(workspace, "real_browser", "after_every_gesture", &more, &told)?;
        }
        Ok(())
    }

    fn seed(&self) -> u32 {
        let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.subsec_nanos());
        self.seed.unwrap_or_else(now)
    }

    /// Texts that try to be syntax: none may come out changed, in any file of any target.
    fn hostile(&self, workspace: &Workspace) -> Result<()> {
        let (start, seed) = (Instant::now(), self.seed());
        println!("texts drawn from --seed {seed}");
        let mut command =
            workspace.cargo(&["test", "--release", "-p", "journeys", "--test", "hostile", "--", "--nocapture"]);
        command.arg("every_text").env("SOAK", self.texts.to_string()).env("SOAK_SEED", seed.to_string());
        run(&mut command)?;
        println!("texts of seed {seed} came out as they went in, in {}", elapsed(start.elapsed()));
        Ok(())
    }

    fn laws(&self, workspace: &Workspace) -> Result<()> {
        let start = Instant::now();
        let seed = self.seed();
        println!("documents drawn from --seed {seed}");
        let mut command = workspace.cargo(&[
            "test",
            "--release",
            "-p",
            "topology",
            "--all-features",
            "--test",
            "rules",
            "--test",
            "oracles",
        ]);
        command.arg("--").arg("--nocapture").args(&self.name).env("SOAK", self.documents.to_string());
        command.env("SOAK_SEED", seed.to_string());
        run(&mut command)?;
        println!("every law held on {} documents of seed {seed}, in {}", self.documents, elapsed(start.elapsed()));
        Ok(())
    }
}

/// Runs a test that needs the real tools, with more to try than usual.
fn real(workspace: &Workspace, test: &str, filter: &str, more: &[(&str, String)], told: &str) -> Result<()> {
    let start = Instant::now();
    tools::get_everything(workspace)?;
    serve::build_server(workspace)?;
    let mut command = workspace.cargo(&["test", "--workspace", "--features", "journeys/real", "--test", test, "--"]);
    command.args(["--nocapture", filter]);
    command.envs(more.iter().map(|(name, value)| (*name, value.as_str())));
    command.env("GROUNDPLAN_REAL", "1").env("GROUNDPLAN_BINARY", workspace.server_binary());
    tools::offer(workspace, &mut command)?;
    run(&mut command)?;
    println!("{told}, in {}", elapsed(start.elapsed()));
    Ok(())
}
