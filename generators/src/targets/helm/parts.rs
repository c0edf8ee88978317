//! Parts of values that workloads and data nodes share.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use topology::document::Id;
use topology::yaml::Item;

use crate::items::{Entries, called, host, put, sourced};
use crate::plan::{Composed, ImageRef, Plan, Probe, ProbeKind, ResourcePlan, SecretRef, Sourced};

/// MiB as Kubernetes writes it.
pub(super) fn mebibytes(amount: u64) -> String {
    if amount > 0 && amount.is_multiple_of(1024) { format!("{}Gi", amount / 1024) } else { format!("{amount}Mi") }
}

/// `annotations`: what people call a node and say about it.
pub(super) fn words(id: &Id, title: &str, description: &str) -> Item {
    called(id, title, description, ["groundplan/title", "kubernetes.io/description"], |text| Item::text(text)).into()
}

/// `image`: repository with a tag, or with a digest.
pub(super) fn image(image: &ImageRef) -> Item {
    let version = if image.digest.is_empty() { ("tag", image.tag.as_str()) } else { ("digest", image.digest.as_str()) };
    Item::map([("repository", image.repository.as_str()), version])
}

/// `resources`: what is asked for, and a limit of memory. CPU has none: what nobody uses may be used.
pub(super) fn resources(resources: &Sourced<ResourcePlan>) -> Item {
    let memory = mebibytes(resources.memory_mib.into());
    let requests =
        Item::map([("cpu", Item::text(format!("{}m", resources.cpu_milli))), ("memory", Item::text(&memory))]);
    let limits = Item::map([("memory", Item::text(&memory))]);
    sourced(Item::map([("requests", requests.flow()), ("limits", limits.flow())]), resources)
}

/// `probes`. Ready is what the declared question says; alive is whether the port answers at all, since a restart does not mend a neighbour.
pub(super) fn probes(probe: &Sourced<Probe>, port: Option<u16>) -> Item {
    let mut entries = Entries::new();
    let interval = probe.interval_s.max(1);
    if probe.start_s > 0 {
        put(&mut entries, "startup", question(&probe.kind, probe, probe.start_s.div_ceil(interval)));
    }
    put(&mut entries, "readiness", question(&probe.kind, probe, probe.failures));
    let asked = match &probe.kind {
        ProbeKind::Http { port, .. } | ProbeKind::Grpc { port, .. } | ProbeKind::Tcp { port } => Some(*port),
        ProbeKind::Command(_) => port,
    };
    let alive = asked.map_or_else(|| probe.kind.clone(), |port| ProbeKind::Tcp { port });
    put(&mut entries, "liveness", question(&alive, probe, probe.failures));
    sourced(entries, probe)
}

fn question(kind: &ProbeKind, probe: &Probe, failures: u32) -> Item {
    let (key, what) = match kind {
        ProbeKind::Http { path, port } => {
            ("http", Item::map([("path", Item::text(path)), ("port", Item::from(*port))]).flow())
        }
        ProbeKind::Grpc { service, port } => {
            ("grpc", Item::map([("port", Item::from(*port)), ("service", Item::text(service))]).flow())
        }
        ProbeKind::Tcp { port } => ("tcp", Item::map([("port", *port)]).flow()),
        ProbeKind::Command(words) => {
            ("exec", Item::map([("command", Item::list(words.iter().map(String::as_str)).flow())]))
        }
    };
    let numbers = [
        ("periodSeconds", probe.interval_s.max(1)),
        ("timeoutSeconds", probe.timeout_s.max(1)),
        ("failureThreshold", failures.max(1)),
    ];
    Item::map(std::iter::once((key, what)).chain(numbers.map(|(key, number)| (key, Item::from(number)))))
}

/// `writable`: directories that are gone with the pod, by a name made from the path.
pub(super) fn writable(paths: &[String]) -> Item {
    let entries: BTreeMap<String, Item> =
        paths.iter().map(|path| (slug(path), Item::map([("path", path.as_str())]).flow())).collect();
    Item::map(entries)
}

/// A reference into a Secret.
pub(super) fn secret(reference: &SecretRef) -> Item {
    Item::map([("secret", reference.secret.as_str()), ("key", reference.key.as_str())]).flow()
}

/// A text with the host names that hold within the cluster; `None` where it holds a secret.
pub(super) fn render(text: &Composed, plan: &Plan) -> Option<String> {
    text.render(|node| host(node, plan))
}

/// The longest name of a port.
const PORT_NAME: usize = 15;

/// The name of a port: ids may be longer than Kubernetes allows.
pub(super) fn port_name(name: &str) -> String {
    if name.len() <= PORT_NAME {
        return name.to_owned();
    }
    let kept: String = name.chars().take(PORT_NAME - 5).collect();
    format!("{}-{}", kept.trim_end_matches('-'), &digest(name)[..4])
}

/// A name made from a path, the same for the same path: `/var/cache/nginx` gives `var-cache-nginx`.
fn slug(path: &str) -> String {
    let words: Vec<String> = path
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let name = words.join("-");
    // Only a path of plain words can be told from its name.
    if format!("/{}", words.join("/")) == path && !name.is_empty() && name.len() <= 30 {
        return name;
    }
    let kept: String = name.chars().take(30).collect();
    format!("{}-{}", kept.trim_end_matches('-'), &digest(path)[..8]).trim_start_matches('-').to_owned()
}

fn digest(text: &str) -> String {
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_fit_and_stay_apart() {
        assert_eq!(port_name("http"), "http");
        assert_eq!(port_name("fifteen-letters"), "fifteen-letters");
        let (a, b) = (port_name("administration-http"), port_name("administration-grpc"));
        assert!(a.len() <= 15 && b.len() <= 15 && a != b, "{a} {b}");
        assert_eq!(slug("/var/cache/nginx"), "var-cache-nginx");
        assert_eq!(slug("/tmp"), "tmp");
        assert_ne!(slug("/a/b"), slug("/a-b"));
        assert_ne!(slug("/A"), slug("/a"));
    }

    #[test]
    fn a_restart_does_not_mend_a_neighbour() {
        let kind = ProbeKind::Http { path: "/ready".to_owned(), port: 8080 };
        let probe = Probe { kind, interval_s: 10, timeout_s: 3, failures: 3, start_s: 25 };
        let text =
            topology::yaml::write(&Item::map([("probes", probes(&Sourced::decided(probe, "because"), None))])).text;
        let expected = "# because
probes:
  startup:
    http: { path: /ready, port: 8080 }
    periodSeconds: 10
    timeoutSeconds: 3
    failureThreshold: 3
  readiness:
    http: { path: /ready, port: 8080 }
    periodSeconds: 10
    timeoutSeconds: 3
    failureThreshold: 3
  liveness:
    tcp: { port: 8080 }
    periodSeconds: 10
    timeoutSeconds: 3
    failureThreshold: 3
";
        assert_eq!(text, expected);
    }
}
