//! A mocked AWS on loopback, and Terraform applied to it.

use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use super::{find, in_cache, run, terraform};
use crate::place;

/// How long the mocked AWS may take to start.
const START: Duration = Duration::from_secs(60);
/// A backend and a provider for a cloud that is not there tomorrow.
const OVERRIDE: &str = "terraform {\n  backend \"local\" {}\n}\n\nprovider \"aws\" {\n  s3_use_path_style = true\n}\n";

/// A mocked AWS; it ends with this value.
#[derive(Debug)]
pub struct Cloud {
    child: Child,
    endpoint: String,
    settings: PathBuf,
}

impl Cloud {
    /// Starts it on a free port of loopback.
    ///
    /// # Panics
    /// Where it does not start.
    #[must_use]
    pub fn start() -> Self {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).map(|at| at.port());
        let port = port.unwrap_or_else(|error| panic!("no free port: {error}"));
        let child = python("cloud.py")
            .args(["--host", "127.0.0.1", "--port", &port.to_string()])
            // Else AWS's own policies would not be there to be attached.
            .env("MOTO_IAM_LOAD_MANAGED_POLICIES", "true")
            // Else certificates would be a minute in coming.
            .env("MOTO_ACM_VALIDATION_WAIT", "0")
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap_or_else(|error| panic!("moto can't be started: {error}"));
        let settings = terraform::configuration().unwrap_or_else(|problem| panic!("{problem}"));
        let cloud = Self { child, endpoint: format!("http://127.0.0.1:{port}"), settings };
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", port)).is_err() {
            assert!(begun.elapsed() < START, "moto does not answer after {} seconds", START.as_secs());
            std::thread::sleep(Duration::from_millis(100));
        }
        cloud
    }

    /// Terraform in a folder, speaking to this cloud alone.
    #[must_use]
    pub fn terraform(&self, folder: &Path, arguments: &[&str]) -> Command {
        let mut command = Command::new(find("terraform"));
        command
            .current_dir(folder)
            .args(arguments)
            .env("TF_CLI_CONFIG_FILE", &self.settings)
            .env("CHECKPOINT_DISABLE", "1")
            .env("TF_IN_AUTOMATION", "1")
            .env("AWS_ENDPOINT_URL", &self.endpoint)
            .env("AWS_ACCESS_KEY_ID", "none")
            .env("AWS_SECRET_ACCESS_KEY", "none")
            .env("AWS_EC2_METADATA_DISABLED", "true")
            .env_remove("AWS_PROFILE");
        command
    }

    /// Makes a root ready to be planned, with its state beside it.
    ///
    /// # Panics
    /// Where Terraform refuses it.
    pub fn open(&self, root: &Path) {
        std::fs::write(root.join("proof_override.tf"), OVERRIDE).unwrap_or_else(|error| panic!("{error}"));
        expect(root, run(&mut self.terraform(root, &["init", "-input=false", "-no-color"])));
    }

    /// Plans a root, and writes the plan into a file beside it, which is named `what`.
    ///
    /// # Panics
    /// Where it can't be planned.
    #[must_use]
    pub fn plan(&self, root: &Path, what: &str, more: &[&str]) -> PathBuf {
        let file = root.join(format!("{what}.tfplan"));
        let out = format!("-out={}", file.display());
        let arguments = [&["plan", "-input=false", "-no-color", &out], more].concat();
        expect(root, run(&mut self.terraform(root, &arguments)));
        file
    }

    /// Does what a file of [`Cloud::plan`] says.
    ///
    /// # Panics
    /// Where it does not come to its end.
    pub fn apply(&self, root: &Path, planned: &Path) {
        let file = planned.display().to_string();
        let arguments = ["apply", "-input=false", "-no-color", "-parallelism=20", &file];
        expect(root, run(&mut self.terraform(root, &arguments)));
    }

    /// A file of [`Cloud::plan`] as `terraform show -json` prints it, in a file beside it.
    ///
    /// # Panics
    /// Where it can't be read.
    #[must_use]
    pub fn shown(&self, root: &Path, planned: &Path) -> PathBuf {
        let binary = planned.display().to_string();
        let text = expect(root, run(&mut self.terraform(root, &["show", "-json", &binary])));
        let file = planned.with_extension("json");
        std::fs::write(&file, text).unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        file
    }

    /// What the tests of a root say against this cloud; none where it has no tests.
    ///
    /// # Panics
    /// Where one of them fails.
    #[must_use]
    pub fn test(&self, root: &Path) -> Option<String> {
        root.join("tests").is_dir().then(|| expect(root, run(&mut self.terraform(root, &["test", "-no-color"]))))
    }

    /// Makes a hosted zone, as people have it before anything is applied.
    ///
    /// # Panics
    /// Where the cloud does not take it.
    pub fn zone(&self, region: &str, domain: &str) {
        run(python("zone.py").args([self.endpoint.as_str(), region, domain])).unwrap_or_else(|words| panic!("{words}"));
    }

    /// What is there, asked of the cloud itself.
    ///
    /// # Panics
    /// Where it does not answer.
    #[must_use]
    pub fn inventory(&self, region: &str) -> Value {
        let text = run(python("inventory.py").args([self.endpoint.as_str(), region]))
            .unwrap_or_else(|words| panic!("{words}"));
        serde_json::from_str(&text).unwrap_or_else(|error| panic!("{error}: {text}"))
    }
}

impl Drop for Cloud {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ended = self.child.kill();
        let _status = self.child.wait();
        let _removed = std::fs::remove_file(&self.settings);
    }
}

/// A script beside the tests, with the packages of the mocked AWS.
fn python(script: &str) -> Command {
    let folder =
        in_cache("moto").unwrap_or_else(|| panic!("moto is not installed; get it with `cargo xtask tools moto`"));
    let mut python = Command::new("python3");
    python.arg(place::root().join("tests/terraform").join(script)).env("PYTHONPATH", folder.join("packages"));
    python
}

fn expect(root: &Path, result: Result<String, String>) -> String {
    result.unwrap_or_else(|words| panic!("{}: {words}", root.display()))
}
