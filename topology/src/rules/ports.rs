//! What a port is for: business, or those who run the system.

use crate::document::{Expose, Id, Node, NodeKind, Port, Protocol};

/// Words in the names of ports that are for those who run the system.
const INTERNAL: [&str; 12] = [
    "admin",
    "management",
    "mgmt",
    "console",
    "actuator",
    "metrics",
    "monitoring",
    "debug",
    "debugger",
    "inspector",
    "jmx",
    "pprof",
];
/// Where debuggers listen that nobody moved: JDWP, the inspector of Node.js, Delve, debugpy, JMX.
const DEBUGGERS: [u16; 5] = [5005, 9229, 2345, 5678, 1099];
/// Where brokers have their management page: RabbitMQ, ActiveMQ, NATS.
const BROKER_PAGES: [u16; 3] = [15672, 8161, 8222];

/// Whether a port is for those who run the system: administration, metrics, debugging.
pub(super) fn is_internal(node: &Node, name: &Id, port: &Port) -> bool {
    let named = name.as_str().split('-').any(|word| INTERNAL.contains(&word));
    let number = port.number.get();
    // A number alone proves little: whoever says that it speaks HTTP means business with it.
    let spoken = port.protocol.is_some_and(|protocol| protocol != Protocol::Tcp)
        || Protocol::ALL.iter().any(|protocol| *protocol != Protocol::Tcp && protocol.word() == name.as_str());
    named
        || (!node.kind.is_data() && !spoken && DEBUGGERS.contains(&number))
        || (node.kind == NodeKind::Queue && BROKER_PAGES.contains(&number))
}

/// How far a port can be reached.
pub(super) fn exposure(node: &Node, port: &Port) -> Expose {
    port.expose.or(node.expose).unwrap_or(Expose::None)
}

/// The ports for those who run the system that can be reached from the host or from outside, by name.
pub(super) fn open_internal(node: &Node) -> impl Iterator<Item = (&Id, Expose)> {
    node.ports
        .iter()
        .filter(|(name, port)| is_internal(node, name, port))
        .map(|(name, port)| (name, exposure(node, port)))
        .filter(|(_, expose)| *expose >= Expose::Loopback)
}

/// How far a data node's data can be reached: over its own port, whatever its management page does.
pub(super) fn reach_of_data(node: &Node) -> Expose {
    let own = node.expose.unwrap_or(Expose::None);
    let business = node.ports.iter().filter(|(name, port)| !is_internal(node, name, port));
    business.map(|(_, port)| exposure(node, port)).max().unwrap_or(own)
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn node(kind: &str, ports: &Value) -> Node {
        serde_json::from_value(json!({ "kind": kind, "ports": ports })).unwrap()
    }

    fn internal(kind: &str, name: &str, port: &Value) -> bool {
        let node = node(kind, &json!({ name: port }));
        node.ports.iter().all(|(name, port)| is_internal(&node, name, port))
    }

    #[test]
    fn names_and_numbers_tell_what_a_port_is_for() {
        assert!(internal("service", "admin", &json!({ "number": 8081 })));
        assert!(internal("service", "http-metrics", &json!({ "number": 9100, "protocol": "http" })));
        assert!(internal("service", "node", &json!({ "number": 9229 })));
        assert!(internal("queue", "http", &json!({ "number": 15672 })));
        assert!(!internal("service", "http", &json!({ "number": 5678 })));
        assert!(!internal("service", "web", &json!({ "number": 5005, "protocol": "http" })));
        assert!(!internal("service", "administration-pages", &json!({ "number": 8080 })));
        assert!(!internal("queue", "amqp", &json!({ "number": 5672 })));
    }

    #[test]
    fn a_management_page_opens_no_data() {
        let open = json!({ "amqp": { "number": 5672 }, "management": { "number": 15672, "expose": "host" } });
        assert_eq!(reach_of_data(&node("queue", &open)), Expose::None);
        let both = json!({ "amqp": { "number": 5672, "expose": "host" }, "management": { "number": 15672 } });
        assert_eq!(reach_of_data(&node("queue", &both)), Expose::Host);
    }
}
