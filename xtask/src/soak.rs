//! `cargo xtask soak`: what holds for any topology, tried on many more than the tests take time for.

use std::time::{Instant, SystemTime, UNIX_EPOCH};

use anyhow::Result;
use clap::Args;

use crate::process::{elapsed, run};
use crate::workspace::Workspace;
use crate::{serve, tools};

/// The part that is no law: the charts of every example, in every environment, on a control plane.
const CLUSTER: &str = "cluster";
/// Gestures by chance in the editor, many more than the tests make.
const GESTURES: &str = "gestures";
const HOW_MANY_GESTURES: &str = "10000";

/// Try laws and oracles of the rules on documents that no test has seen, all charts on a control plane, and the editor by gestures of chance.
#[derive(Args)]
pub struct Soak {
    /// How many documents each law is tried on.
    #[arg(long, default_value_t = 20_000)]
    documents: u32,
    /// What the documents are drawn from: the same number gives the same ones. Without it they are new each time.
    #[arg(long)]
    seed: Option<u32>,
    /// Only the laws whose name contains this; `cluster`: only the charts; `gestures`: only the editor.
    name: Option<String>,
}

impl Soak {
    /// Tries them and prints the figures.
    pub fn run(&self, workspace: &Workspace) -> Result<()> {
        let named = |part| self.name.as_deref() == Some(part);
        if !named(CLUSTER) && !named(GESTURES) {
            self.laws(workspace)?;
        }
        if self.name.is_none() || named(CLUSTER) {
            let told = "every chart was installed, upgraded, rolled back and removed";
            real(workspace, "real_cluster", "", &[("SOAK", "1".to_owned())], told)?;
        }
        if self.name.is_none() || named(GESTURES) {
            let seed = self.seed.unwrap_or_else(now);
            let more = [("GROUNDPLAN_GESTURES", HOW_MANY_GESTURES.to_owned()), ("GROUNDPLAN_SEED", seed.to_string())];
            let told =
                format!("screen and document agreed after each of {HOW_MANY_GESTURES} gestures from seed {seed}");
            real(workspace, "real_browser", "after_every_gesture", &more, &told)?;
        }
        Ok(())
    }

    fn laws(&self, workspace: &Workspace) -> Result<()> {
        let start = Instant::now();
        let seed = self.seed.unwrap_or_else(now);
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

/// A seed that is another one each time.
fn now() -> u32 {
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
