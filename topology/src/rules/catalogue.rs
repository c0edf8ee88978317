//! Every rule that the catalogue names, whether it is built yet or not: a waiver or a setting may name any of them.

use crate::collections::BTreeSet;

use super::{Group, RULES};
use crate::finding::Severity;

/// A rule as the catalogue knows it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Entry {
    /// Its id.
    pub id: &'static str,
    /// The severity of its plainest case.
    pub severity: Severity,
    /// Whether it is on by default.
    pub group: Group,
    /// What a colleague would say.
    pub title: &'static str,
    /// The number that it compares with, where it has one that a document may set.
    pub threshold: Option<Threshold>,
}

/// A number that a document may set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Threshold {
    /// The catalogue's value.
    pub default: f64,
    /// The smallest that makes sense.
    pub min: f64,
    /// The largest that makes sense.
    pub max: f64,
}

const fn entry(id: &'static str, severity: Severity, group: Group, title: &'static str) -> Entry {
    Entry { id, severity, group, title, threshold: None }
}

impl Entry {
    const fn threshold(self, default: f64, min: f64, max: f64) -> Self {
        Self { threshold: Some(Threshold { default, min, max }), ..self }
    }
}

use Group::{Core, Optional};
use Severity::{Error, Info, Warning};

/// The 62 rules of the catalogue, in its order.
#[rustfmt::skip]
pub const CATALOGUE: [Entry; 62] = [
    entry("sync-cycle", Error, Core, "Calls in a circle"),
    entry("self-call", Warning, Core, "A service that calls itself"),
    entry("async-cycle", Info, Core, "Events in a circle"),
    entry("boot-order-cycle", Error, Core, "Nobody can start first"),
    entry("hub-service", Warning, Core, "Everybody waits for one service").threshold(10.0, 1.0, 1000.0),
    entry("high-fan-out", Warning, Core, "One service calls very many").threshold(7.0, 1.0, 1000.0),
    entry("deep-sync-chain", Warning, Core, "A long chain of calls").threshold(4.0, 1.0, 100.0),
    entry("distributed-monolith", Error, Core, "Services that are one program").threshold(0.4, 0.0, 1.0),
    entry("nano-service", Info, Optional, "A service too small to stand alone"),
    entry("layered-by-technology", Warning, Optional, "Cut by technology, not by business").threshold(0.6, 0.0, 1.0),
    entry("orphan-node", Warning, Core, "Connected to nothing"),
    entry("unreachable-service", Warning, Core, "Nobody ever gets here"),
    entry("shared-database-write", Error, Core, "Two services write one database"),
    entry("shared-database-read", Warning, Core, "Reading another service's database"),
    entry("shared-database-server", Info, Core, "Several databases on one server"),
    entry("shared-database-unknown", Warning, Core, "A database used by several, and nobody said how"),
    entry("shared-cache", Warning, Core, "One cache, several owners"),
    entry("cross-owner-database-access", Error, Core, "Reaching into another team's database"),
    entry("write-to-replica", Error, Core, "Writing to a replica"),
    entry("unused-datastore", Warning, Core, "Stored data that nobody uses"),
    entry("cache-as-primary-store", Warning, Core, "A cache as the only store"),
    entry("missing-persistence", Warning, Core, "Data that a restart loses"),
    entry("dual-write", Info, Core, "Database and queue written side by side"),
    entry("chatty-pair", Warning, Core, "Two services that talk all the time").threshold(3.0, 2.0, 1000.0),
    entry("hardcoded-endpoint", Error, Core, "An address written down by hand"),
    entry("queue-without-consumer", Warning, Core, "Messages that nobody reads"),
    entry("queue-without-producer", Warning, Core, "Messages that nobody sends"),
    entry("competing-consumers", Warning, Optional, "Teams that take messages from one another"),
    entry("central-bus-misuse", Warning, Optional, "One bus that does everything").threshold(0.8, 0.0, 1.0),
    entry("protocol-mismatch", Error, Core, "Speaking what the other does not understand"),
    entry("port-mismatch", Error, Core, "A port that nobody listens on"),
    entry("too-many-standards", Info, Optional, "Many products for one job").threshold(3.0, 1.0, 100.0),
    entry("unversioned-api", Info, Optional, "A public interface without a version"),
    entry("missing-gateway", Error, Core, "No gateway in front"),
    entry("gateway-bypass", Error, Core, "A way around the gateway"),
    entry("gateway-to-datastore", Error, Core, "The gateway opens a database"),
    entry("client-to-datastore", Error, Core, "A client opens a database"),
    entry("internal-call-through-gateway", Warning, Core, "Out and in again through the gateway"),
    entry("empty-gateway", Warning, Core, "A gateway that leads nowhere"),
    entry("wobbly-interaction", Warning, Core, "A call without timeout or breaker"),
    entry("retry-amplification", Warning, Optional, "Retries that multiply").threshold(10.0, 1.0, 1000000.0),
    entry("single-point-of-failure", Warning, Core, "One that must not fail"),
    entry("missing-healthcheck", Warning, Core, "Nobody asks how it is"),
    entry("no-dead-letter-queue", Info, Optional, "No place for messages that fail"),
    entry("publicly-exposed-datastore", Error, Core, "Stored data open to the outside"),
    entry("published-internal-port", Warning, Core, "An internal port on the outside"),
    entry("plaintext-secret", Error, Core, "A secret in plain sight"),
    entry("shared-credentials", Warning, Core, "One login for several"),
    entry("unauthenticated-entry", Warning, Core, "An entry without a lock"),
    entry("unencrypted-edge", Warning, Optional, "Unencrypted across a border"),
    entry("flat-network", Info, Core, "One network for everything"),
    entry("privileged-container", Warning, Core, "A container with too many rights"),
    entry("no-monitoring", Warning, Core, "Nobody measures").threshold(3.0, 1.0, 1000.0),
    entry("no-central-logging", Info, Optional, "Logs in many places").threshold(3.0, 1.0, 1000.0),
    entry("no-tracing", Info, Optional, "Calls that nobody can follow").threshold(4.0, 1.0, 1000.0),
    entry("unpinned-image", Warning, Core, "An image without a version"),
    entry("multiple-services-per-container", Error, Core, "Several services in one container"),
    entry("missing-resource-limits", Info, Optional, "No limits on resources"),
    entry("host-port-collision", Error, Core, "One host port, wanted twice"),
    entry("invalid-name", Error, Core, "A name that an output refuses"),
    entry("dangling-edge", Error, Core, "A name that leads nowhere"),
    entry("missing-description", Info, Optional, "Nothing said about it"),
];

/// The catalogue's entry of this id.
#[must_use]
pub fn entry_of(id: &str) -> Option<&'static Entry> {
    CATALOGUE.iter().find(|entry| entry.id == id)
}

/// Every id that a waiver or a setting may name: the catalogue's, and those of the housekeeping rules.
#[must_use]
pub fn known_ids() -> BTreeSet<&'static str> {
    CATALOGUE.iter().map(|entry| entry.id).chain(RULES.iter().map(|rule| rule.id)).collect()
}

/// Whether the id is known.
#[must_use]
pub fn is_known(id: &str) -> bool {
    entry_of(id).is_some() || is_built(id)
}

/// Whether a rule of this id judges documents.
#[must_use]
pub fn is_built(id: &str) -> bool {
    super::find(id).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_catalogue_and_the_rules_agree() {
        assert_eq!(CATALOGUE.iter().filter(|entry| entry.group == Optional).count(), 13);
        assert_eq!(CATALOGUE.iter().map(|entry| entry.id).collect::<BTreeSet<_>>().len(), CATALOGUE.len());
        for rule in RULES {
            // A rule that the catalogue does not name says everything about itself.
            if let Some(entry) = entry_of(rule.id) {
                assert_eq!((rule.severity, rule.group, rule.title), (entry.severity, entry.group, entry.title));
            }
            for introduced in rule.may_introduce {
                assert!(is_known(introduced), "{}: {introduced}", rule.id);
            }
        }
        assert_eq!(RULES.iter().map(|rule| rule.id).collect::<BTreeSet<_>>().len(), RULES.len());
    }
}
