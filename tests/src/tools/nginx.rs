//! `nginx -t` on unmodified configuration.
//!
//! The configuration names its certificate where its container has it, `/etc/nginx/tls`. So nginx sees another `/etc`: in a mount namespace of its own, where the machine's stays as it is. It has a `/tmp` of its own there too, and is not root, as in its container.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Verdict, find, run};

/// What nginx and the C library look for in `/etc`, beside the configuration.
const ETC: [&str; 4] = ["group", "ld.so.cache", "nsswitch.conf", "passwd"];

/// A configuration of a gateway.
#[derive(Debug)]
pub struct Configuration {
    /// Where it stands.
    pub place: String,
    /// Its text.
    pub text: String,
    /// The host names that can be looked up where it starts.
    pub hosts: Vec<String>,
}

/// Judges the gateways of the compose files (with a certificate from the secrets script), of the Terraform roots and the given ones.
#[must_use]
pub fn judge(bundle: &Path, more: Vec<Configuration>) -> Verdict {
    let mut verdict = Verdict::default();
    let certificate = certificate(bundle);
    for configuration in configurations(bundle).into_iter().chain(more) {
        let result = certificate.as_ref().map_err(Clone::clone).and_then(|tls| test(&configuration, tls));
        verdict.note(format!("nginx {}", configuration.place), result);
    }
    verdict
}

/// The configurations that are files of the bundle. They look names up while running, so none has to be known at the start.
#[must_use]
pub fn configurations(bundle: &Path) -> Vec<Configuration> {
    let files = crate::files::tree(bundle);
    let ours = files.into_iter().filter(|(path, _)| path.ends_with("/nginx.conf"));
    ours.map(|(place, text)| Configuration {
        place,
        text: String::from_utf8_lossy(&text).into_owned(),
        hosts: Vec::new(),
    })
    .collect()
}

/// Runs the bundle's own script and returns the folder with its certificate.
fn certificate(bundle: &Path) -> Result<PathBuf, String> {
    let script = bundle.join("compose/scripts/secrets.sh");
    if !script.is_file() {
        return Err("there is no scripts/secrets.sh".to_owned());
    }
    let output = Command::new("sh").arg(&script).output().map_err(|error| format!("{}: {error}", script.display()))?;
    // 3 says that a person still has to give a value.
    if !matches!(output.status.code(), Some(0 | 3)) {
        return Err(format!("{}: {}", script.display(), String::from_utf8_lossy(&output.stderr)));
    }
    Ok(bundle.join("compose/secrets/tls"))
}

fn test(configuration: &Configuration, tls: &Path) -> Result<String, String> {
    let work =
        std::env::temp_dir().join(format!("groundplan-nginx-{}-{:?}", std::process::id(), std::thread::current().id()));
    let result = prepare(&work, configuration, tls).and_then(|()| {
        let inside = "exec 3<\"$2\" && mount --bind \"$1\" /etc && mount -t tmpfs tmpfs /tmp && \
            exec unshare --user --map-user=101 --map-group=101 /proc/self/fd/3 -t -q -e stderr -c /etc/nginx/nginx.conf";
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", inside, "sh"]).arg(&work).arg(find("nginx"));
        run(&mut command)
    });
    let _ = fs::remove_dir_all(&work);
    result
}

fn prepare(etc: &Path, configuration: &Configuration, tls: &Path) -> Result<(), String> {
    let said = |error: std::io::Error| format!("{}: {error}", etc.display());
    fs::create_dir_all(etc.join("nginx/tls")).map_err(said)?;
    for name in ETC {
        let from = Path::new("/etc").join(name);
        if from.is_file() {
            fs::copy(&from, etc.join(name)).map_err(said)?;
        }
    }
    for name in ["tls.crt", "tls.key"] {
        fs::copy(tls.join(name), etc.join("nginx/tls").join(name)).map_err(|error| format!("{name}: {error}"))?;
    }
    let hosts: String = configuration.hosts.iter().map(|host| format!("127.0.0.1 {host}\n")).collect();
    fs::write(etc.join("hosts"), hosts).map_err(said)?;
    fs::write(etc.join("nginx/nginx.conf"), &configuration.text).map_err(said)
}
