//! nginx reads the configuration of every gateway, unmodified, with a certificate that the bundle's own script makes.
//!
//! The configuration names files by their paths in the container. So nginx runs in a namespace of its own, in which a made-up `/etc` has the configuration and the certificate where the container has them, with a `/tmp` of its own and, as in the container, not as root: root would give its folders there to a user that the namespace does not know.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{Arc, OnceLock};

use serde_json::Value;
use topology::yaml;

use super::process::run;
use super::tools::Tools;
use super::{Check, Trouble, Work, names};

/// The configuration's path in the container.
const PATH: &str = "/etc/nginx/nginx.conf";
/// What nginx and the loader read in `/etc` besides.
const ALSO: [&str; 3] = ["passwd", "group", "ld.so.cache"];
/// Names come from the made-up /etc/hosts alone: nothing outside is asked.
const NAMES: (&str, &str) = ("nsswitch.conf", "hosts: files\npasswd: files\ngroup: files\n");
/// Puts a made-up /etc and an empty /tmp over the real ones, for this process alone, and becomes the user of the image. The program is opened before: it may lie below /tmp.
const INSIDE: &str = r#"exec 3<"$(command -v "$2")" && mount --bind "$1" /etc && mount -t tmpfs tmpfs /tmp && shift 2 &&
exec unshare --user --map-user=101 --map-group=101 /proc/self/fd/3 "$@""#;

/// One configuration.
struct Gateway {
    /// For people.
    name: String,
    /// The file that holds it, relative to the bundle.
    file: String,
    text: String,
}

pub(super) fn checks(work: &Work) -> Vec<Check> {
    // The script runs once, for all of them; two at a time would write the same files.
    let certificate: Arc<OnceLock<Result<PathBuf, String>>> = Arc::default();
    gateways(&work.folder)
        .into_iter()
        .enumerate()
        .map(|(index, gateway)| Check {
            name: format!("nginx {}", gateway.name),
            tool: "nginx",
            files: vec![gateway.file.clone()],
            run: {
                let (tools, compose) = (work.tools.clone(), work.folder.join("compose"));
                let (certificate, etc) = (Arc::clone(&certificate), work.folder.with_file_name(format!("etc-{index}")));
                Box::new(move || {
                    let tls = if gateway.text.contains("ssl_certificate") {
                        let made = certificate.get_or_init(|| secrets(&compose));
                        Some(made.clone().map_err(Trouble::Failed)?)
                    } else {
                        None
                    };
                    test(&tools, &gateway.text, tls.as_deref(), &etc)
                })
            },
        })
        .collect()
}

/// Every configuration in the bundle, wherever a target put it.
fn gateways(bundle: &Path) -> Vec<Gateway> {
    let mut found = Vec::new();
    let mut add = |name: String, file: String| {
        if let Ok(text) = fs::read_to_string(bundle.join(&file)) {
            found.push(Gateway { name, file, text });
        }
    };
    for gateway in names(&bundle.join("compose/gateways")) {
        add(format!("compose {gateway}"), format!("compose/gateways/{gateway}/nginx.conf"));
    }
    for environment in names(&bundle.join("terraform/environments")) {
        for root in names(&bundle.join(format!("terraform/environments/{environment}"))) {
            let files = format!("terraform/environments/{environment}/{root}/files");
            for gateway in names(&bundle.join(&files)) {
                add(format!("terraform {environment} {gateway}"), format!("{files}/{gateway}/nginx.conf"));
            }
        }
    }
    for unit in names(&bundle.join("helm")) {
        for values in names(&bundle.join(format!("helm/{unit}")))
            .into_iter()
            .filter(|name| name.starts_with("values") && name.ends_with(".yaml"))
        {
            let file = format!("helm/{unit}/{values}");
            let read = fs::read_to_string(bundle.join(&file)).ok().and_then(|text| yaml::read(&text).ok());
            let mut texts = Vec::new();
            in_values(&read.map(|source| source.value).unwrap_or_default(), "", &mut texts);
            found.extend(texts.into_iter().map(|(alias, text)| Gateway {
                name: format!("helm {unit} {values} {alias}"),
                file: file.clone(),
                text,
            }));
        }
    }
    found
}

/// The neighbours, as the cluster's names would have them: nginx asks for some while it reads its configuration.
fn hosts(configuration: &str) -> String {
    let named = |line: &str| {
        let address = line.trim().strip_prefix("server ")?.split([' ', ';']).next()?;
        let host = address.split(':').next()?;
        let fits = host.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b));
        if host.is_empty() || !fits {
            return None;
        }
        Some(format!("127.0.0.1 {host}\n"))
    };
    configuration.lines().filter_map(named).collect()
}

/// Values that are mounted as the configuration, by the alias that they belong to.
fn in_values(value: &Value, alias: &str, found: &mut Vec<(String, String)>) {
    let Value::Object(map) = value else { return };
    for (key, value) in map {
        match value {
            Value::String(text) if key == PATH => found.push((alias.to_owned(), text.clone())),
            _ => in_values(value, if alias.is_empty() { key } else { alias }, found),
        }
    }
}

/// Lets the bundle's script make its secrets, in the copy. Values that only a person can give are given anything.
fn secrets(compose: &Path) -> Result<PathBuf, String> {
    // Without a terminal the script leaves them empty and says so: a certificate needs none of them.
    let output = Command::new("sh")
        .arg("scripts/secrets.sh")
        .current_dir(compose)
        .stdin(std::process::Stdio::null())
        .output()
        .map_err(|error| format!("scripts/secrets.sh can't be started: {error}"))?;
    let tls = compose.join("secrets/tls");
    if tls.join("tls.crt").is_file() && tls.join("tls.key").is_file() {
        return Ok(tls);
    }
    Err(format!("scripts/secrets.sh made no certificate: {}", String::from_utf8_lossy(&output.stderr).trim()))
}

fn test(tools: &Tools, text: &str, tls: Option<&Path>, etc: &Path) -> Result<(), Trouble> {
    let nginx = tools.command("nginx")?;
    let made = fs::create_dir_all(etc.join("nginx")).and_then(|()| {
        fs::write(etc.join("nginx/nginx.conf"), text)?;
        fs::write(etc.join("hosts"), hosts(text))?;
        fs::write(etc.join(NAMES.0), NAMES.1)?;
        for name in ALSO.iter().filter(|name| Path::new("/etc").join(name).is_file()) {
            fs::copy(Path::new("/etc").join(name), etc.join(name))?;
        }
        let Some(tls) = tls else { return Ok(()) };
        super::copy::copy(tls, &etc.join("nginx/tls"))
    });
    made.map_err(|error| Trouble::NotRun(format!("{}: {error}", etc.display())))?;
    let mut namespace = Command::new("unshare");
    namespace.args(["--user", "--map-root-user", "--mount", "--"]);
    if let Err(Trouble::Failed(output) | Trouble::NotRun(output)) =
        run(Command::new(namespace.get_program()).args(namespace.get_args()).arg("true"))
    {
        return Err(Trouble::NotRun(format!(
            "this system allows no namespace of one's own, in which the certificate lies where the configuration expects it: {output}"
        )));
    }
    namespace
        .args(["sh", "-c", INSIDE, "sh"])
        .arg(etc)
        .arg(nginx.get_program())
        .args(["-t", "-q", "-e", "stderr", "-c", PATH]);
    run(&mut namespace).map(drop)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn neighbours_have_names() {
        let text = "upstream a {\n  server orders:8080 max_fails=3;\n  server web;\n  keepalive 32;\n}\nserver {\n  listen 80;\n}\n";
        assert_eq!(hosts(text), "127.0.0.1 orders\n127.0.0.1 web\n");
    }

    #[test]
    fn configurations_are_found_in_values() {
        let values =
            json!({ "edge": { "files": { "/etc/nginx/nginx.conf": "events {}", "/etc/other": "x" } }, "api": {} });
        let mut found = Vec::new();
        in_values(&values, "", &mut found);
        assert_eq!(found, [("edge".to_owned(), "events {}".to_owned())]);
    }
}
