//! The ports of a host that a node wants.

use serde_json::{Value, json};

use super::ports::exposure;
use crate::document::{Expose, Id, Node};

/// What is carried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Transport {
    /// Connections.
    Tcp,
    /// Single packets.
    Udp,
}

impl Transport {
    /// The word in messages and keys.
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Tcp => "tcp",
            Self::Udp => "udp",
        }
    }
}

/// A port of the host that a node wants.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Claim<'d> {
    /// Its number on the host.
    pub port: u16,
    /// What it carries.
    pub transport: Transport,
    /// The address of the interface; `None` where it is all of them.
    interface: Option<&'d str>,
    /// Whether that number is asked for, and no other will do.
    pub firm: bool,
    /// The node's port that is published.
    pub declared: Option<&'d Id>,
    /// The entry of `extra.compose.ports`, with its place in the list.
    pub written: Option<(usize, &'d Value)>,
    /// The compose profiles that the node is started in; empty for all.
    profiles: Option<&'d Vec<Value>>,
}

impl Claim<'_> {
    /// Whether it takes the port on every interface, whenever anything runs.
    pub(super) fn takes_all(&self) -> bool {
        self.interface.is_none() && self.profiles.is_none_or(Vec::is_empty)
    }

    /// Whether both can't be had: the same interface, and started together.
    pub(super) fn meets(&self, other: &Self) -> bool {
        let apart = matches!((self.interface, other.interface), (Some(a), Some(b)) if a != b);
        let never_together = match (self.profiles, other.profiles) {
            (Some(a), Some(b)) => !a.is_empty() && !b.is_empty() && !a.iter().any(|profile| b.contains(profile)),
            _ => false,
        };
        !apart && !never_together
    }
}

/// What a node wants: what is written for compose, since it replaces the rest, else the ports that it publishes.
pub(super) fn claims(node: &Node) -> impl Iterator<Item = Claim<'_>> {
    let profiles = node.extra.compose.get("profiles").and_then(Value::as_array);
    let written = node.extra.compose.get("ports").and_then(Value::as_array);
    let entries = written.into_iter().flatten().enumerate().filter_map(move |(index, entry)| {
        let (port, interface, transport) = read(entry)?;
        Some(Claim { port, transport, interface, firm: true, declared: None, written: Some((index, entry)), profiles })
    });
    let own = node.ports.iter().filter(move |_| written.is_none()).filter_map(move |(name, port)| {
        let expose = exposure(node, port);
        // What is public is reached through a load balancer, by name.
        matches!(expose, Expose::Host | Expose::Loopback).then(|| Claim {
            port: port.number.get(),
            transport: Transport::Tcp,
            interface: (expose == Expose::Loopback).then_some(LOOPBACK),
            firm: port.expose.is_some(),
            declared: Some(name),
            written: None,
            profiles,
        })
    });
    entries.chain(own)
}

const LOOPBACK: &str = "127.0.0.1";

/// An entry of compose: the port of the host, its interface and what it carries. `None` where the host chooses, and for ranges.
fn read(entry: &Value) -> Option<(u16, Option<&str>, Transport)> {
    if let Some(map) = entry.as_object() {
        let published = map.get("published")?;
        let port = published.as_u64().and_then(|n| u16::try_from(n).ok());
        let port = port.or_else(|| published.as_str()?.parse().ok())?;
        let udp = map.get("protocol").and_then(Value::as_str) == Some("udp");
        return Some((port, interface(map.get("host_ip").and_then(Value::as_str)), transport(udp)));
    }
    let text = entry.as_str()?;
    let (text, protocol) = text.split_once('/').unwrap_or((text, "tcp"));
    let (rest, _container) = text.rsplit_once(':')?;
    let (address, port) = match rest.rsplit_once(':') {
        Some((address, port)) => (Some(address.trim_start_matches('[').trim_end_matches(']')), port),
        None => (None, rest),
    };
    Some((port.parse().ok()?, interface(address), transport(protocol == "udp")))
}

fn transport(udp: bool) -> Transport {
    if udp { Transport::Udp } else { Transport::Tcp }
}

fn interface(address: Option<&str>) -> Option<&str> {
    address.filter(|address| !matches!(*address, "" | "0.0.0.0" | "::" | "*"))
}

/// The entry with another port of the host.
pub(super) fn moved(entry: &Value, port: u16) -> Option<Value> {
    if let Some(map) = entry.as_object() {
        let mut map = map.clone();
        let as_text = map.get("published").is_some_and(Value::is_string);
        map.insert("published".to_owned(), if as_text { json!(port.to_string()) } else { json!(port) });
        return Some(Value::Object(map));
    }
    let (rest, container) = entry.as_str()?.rsplit_once(':')?;
    let address = rest.rsplit_once(':').map(|(address, _)| format!("{address}:")).unwrap_or_default();
    Some(json!(format!("{address}{port}:{container}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn entries_of_compose_are_read_in_both_forms() {
        for (entry, wanted) in [
            (json!("8080:80"), Some((8080, None, Transport::Tcp))),
            (json!("127.0.0.1:8080:80"), Some((8080, Some("127.0.0.1"), Transport::Tcp))),
            (json!("[::1]:8080:80"), Some((8080, Some("::1"), Transport::Tcp))),
            (json!("53:53/udp"), Some((53, None, Transport::Udp))),
            (json!("0.0.0.0:8080:80"), Some((8080, None, Transport::Tcp))),
            (json!({ "published": "8080", "target": 80 }), Some((8080, None, Transport::Tcp))),
            (
                json!({ "published": 53, "target": 53, "protocol": "udp", "host_ip": "10.0.0.1" }),
                Some((53, Some("10.0.0.1"), Transport::Udp)),
            ),
            (json!("80"), None),
            (json!(80), None),
            (json!("8000-8010:80"), None),
        ] {
            assert_eq!(read(&entry), wanted, "{entry}");
        }
    }

    #[test]
    fn a_moved_entry_keeps_everything_else() {
        for (entry, wanted) in [
            (json!("8080:80"), json!("8081:80")),
            (json!("127.0.0.1:53:53/udp"), json!("127.0.0.1:8081:53/udp")),
            (json!({ "published": "8080", "target": 80 }), json!({ "published": "8081", "target": 80 })),
        ] {
            assert_eq!(moved(&entry, 8081), Some(wanted));
        }
    }
}
