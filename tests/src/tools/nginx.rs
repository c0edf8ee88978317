//! `nginx -t` on unmodified configuration.
//!
//! The configuration names its certificate where its container has it, `/etc/nginx/tls`. So nginx sees another `/etc`: in a mount namespace of its own, where the machine's stays as it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::{Verdict, find, run};

/// What nginx and the C library look for in `/etc`, beside the configuration.
const ETC: [&str; 5] = ["group", "ld.so.cache", "nsswitch.conf", "passwd", "ssl"];

/// Judges the gateways of the compose files (with a certificate from the secrets script), of the Terraform roots and those given by name.
#[must_use]
pub fn judge(bundle: &Path, more: &[(String, String)]) -> Verdict {
    let mut verdict = Verdict::default();
    let certificate = certificate(bundle);
    for (name, text) in configurations(bundle).iter().chain(more) {
        let result = certificate.as_ref().map_err(Clone::clone).and_then(|tls| test(text, tls));
        verdict.note(format!("nginx {name}"), result);
    }
    verdict
}

/// The configurations that are files of the bundle: place and text.
#[must_use]
pub fn configurations(bundle: &Path) -> Vec<(String, String)> {
    let files = crate::files::tree(bundle);
    let ours = files.into_iter().filter(|(path, _)| path.ends_with("/nginx.conf"));
    ours.map(|(path, text)| (path, String::from_utf8_lossy(&text).into_owned())).collect()
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

fn test(configuration: &str, tls: &Path) -> Result<String, String> {
    let work = std::env::temp_dir().join(format!("groundplan-nginx-{}-{:?}", std::process::id(), std::thread::current().id()));
    let result = prepare(&work, configuration, tls).and_then(|()| {
        let inside = "mount --bind \"$1\" /etc && exec \"$2\" -t -q -e stderr -c /etc/nginx/nginx.conf";
        let mut command = Command::new("unshare");
        command.args(["--user", "--map-root-user", "--mount", "sh", "-c", inside, "sh"]).arg(&work).arg(find("nginx"));
        run(&mut command)
    });
    let _ = fs::remove_dir_all(&work);
    result
}

fn prepare(etc: &Path, configuration: &str, tls: &Path) -> Result<(), String> {
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
    fs::write(etc.join("nginx/nginx.conf"), configuration).map_err(said)
}
