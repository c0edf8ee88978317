//! Topologies, planned and synthesized.

use std::path::{Path, PathBuf};

use generators::plan::{Plan, Plans};
use journeys::binary::run;
use journeys::place::{self, examples, name};
use tempfile::TempDir;

/// The topology with everything that can be drawn.
pub const EVERYTHING: &str = "everything";

/// The topology whose programs run on EKS.
pub const EKS: &str = "eks";

/// A topology, what is planned of it, and its bundle.
pub struct Example {
    pub name: String,
    plans: Plans,
    place: TempDir,
}

impl Example {
    /// An example of the product.
    fn of(folder: &Path) -> Self {
        Self::drawn(&folder.join("topology.yaml"), name(folder))
    }

    fn drawn(document: &Path, name: String) -> Self {
        let document = document.display().to_string();
        let planned = run(["plan", &document, "--format", "json"]);
        let plans = serde_json::from_str(&planned.out).unwrap_or_else(|error| panic!("{error}: {planned:?}"));
        let place = tempfile::tempdir().unwrap();
        let ran = run(["synth", &document, "--out", &place.path().display().to_string()]);
        assert_eq!(ran.code, 0, "{ran:?}");
        Self { name, plans, place }
    }

    /// The topology with everything, the one on EKS, or an example by its name.
    pub fn named(wanted: &str) -> Self {
        if [EVERYTHING, EKS].contains(&wanted) {
            let document = place::root().join(format!("tests/terraform/{wanted}.yaml"));
            return Self::drawn(&document, wanted.to_owned());
        }
        let folder = examples().into_iter().find(|folder| name(folder) == wanted);
        Self::of(&folder.unwrap_or_else(|| panic!("no example {wanted}")))
    }

    /// The folder of the bundle.
    pub fn bundle(&self) -> &Path {
        self.place.path()
    }

    /// What is planned for production.
    pub fn production(&self) -> &Plan {
        self.plans.production().unwrap_or_else(|| panic!("{} has no production", self.name)).1
    }

    /// A root of production.
    pub fn root(&self, layer: &str) -> PathBuf {
        self.bundle().join("terraform/environments").join(self.production().name()).join(layer)
    }
}
