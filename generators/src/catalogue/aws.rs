//! What AWS sells in the place of engines: versions and instance classes, read from `assets/catalogue/aws.yaml`.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::numbers;

/// AWS's services, by the word that an engine's entry names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Aws {
    /// What each service offers.
    pub services: BTreeMap<String, Offer>,
}

/// What one service offers.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Offer {
    /// By engine, by the version that people write: the version as the service names it.
    pub versions: BTreeMap<String, BTreeMap<String, String>>,
    /// Instance classes, from the smallest to the largest.
    pub classes: Vec<Class>,
    /// The day on which the support of each version ends, as `2027-03-27`; empty: nobody has said it yet. No entries: the
    /// service raises versions by itself.
    #[serde(default)]
    pub support_ends: BTreeMap<String, String>,
}

/// An instance class.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Class {
    /// Its name at AWS.
    pub name: String,
    /// Thousandths of a core.
    pub cpu_milli: u32,
    /// MiB.
    pub memory_mib: u32,
    /// The most storage that one instance takes, in GiB; absent: it is not the class that limits it.
    #[serde(default)]
    pub most_gib: Option<u64>,
    /// How many pods have an address on one; absent: it carries none.
    #[serde(default)]
    pub most_pods: Option<u32>,
}

impl Offer {
    /// The service's version of an engine for a wished one: the same, else the newest below it, else the oldest.
    /// As the service names it, with the version that people write.
    #[must_use]
    pub fn version(&self, engine: &str, wished: &str) -> Option<(&str, &str)> {
        let mut offered: Vec<(&str, &str)> =
            self.versions.get(engine)?.iter().map(|(wrote, named)| (wrote.as_str(), named.as_str())).collect();
        offered.sort_by_key(|(wrote, _)| numbers(wrote));
        let wish = numbers(wished);
        let same = |(wrote, _): &&(&str, &str)| {
            let offered = numbers(wrote);
            wish.starts_with(&offered) || offered.starts_with(&wish)
        };
        let position = offered
            .iter()
            .rposition(|pair| same(&pair))
            .or_else(|| offered.iter().rposition(|(wrote, _)| numbers(wrote) <= wish))
            .unwrap_or(0);
        offered.get(position).copied().map(|(wrote, named)| (named, wrote))
    }

    /// The newest version whose end of support is known: it is no longer new, and nobody is taken by surprise.
    #[must_use]
    pub fn settled(&self) -> Option<&str> {
        let known = self.support_ends.iter().filter(|(_, end)| !end.is_empty());
        known.max_by_key(|(version, _)| numbers(version)).map(|(version, _)| version.as_str())
    }

    /// The newest version of an engine, as the service names it and as people write it.
    #[must_use]
    pub fn newest(&self, engine: &str) -> Option<(&str, &str)> {
        let newest = self.versions.get(engine)?.iter().max_by_key(|(wrote, _)| numbers(wrote))?;
        Some((newest.1.as_str(), newest.0.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use crate::catalogue::catalogue;

    #[test]
    fn versions_are_those_that_aws_offers() {
        let version = |service: &str, engine: &str, wished: &str| {
            catalogue().unwrap().aws.services[service].version(engine, wished).map(|(named, _)| named)
        };
        assert_eq!(version("rds", "postgres", "18"), Some("18"));
        assert_eq!(version("rds", "postgres", "17.11"), Some("17"));
        assert_eq!(version("mq", "rabbitmq", "4.3"), Some("4.2"));
        assert_eq!(version("elasticache", "valkey", "9.1"), Some("8.1"));
        assert_eq!(version("elasticache", "valkey", "8"), Some("8.1"));
        assert_eq!(version("rds", "mysql", "5.7"), Some("8.4"));
        assert_eq!(version("rds", "mariadb", "10"), Some("10.11"), "by number and not by letter");
        assert_eq!(version("msk", "kafka", "4.3"), Some("4.1.x.kraft"));
        assert_eq!(version("opensearch", "opensearch", "3.8"), Some("OpenSearch_3.5"));
        assert_eq!(version("rds", "teapot", "1"), None);
        assert_eq!(catalogue().unwrap().aws.services["elasticache"].newest("valkey"), Some(("8.1", "8.1")));
    }

    #[test]
    fn each_version_of_kubernetes_has_an_end_or_says_that_it_is_not_known() {
        let offer = &catalogue().unwrap().aws.services["eks"];
        assert!(offer.versions["kubernetes"].keys().eq(offer.support_ends.keys()));
        assert_eq!(offer.settled(), Some("1.35"));
        assert!(offer.classes.iter().all(|class| class.most_pods.is_some_and(|most| most > 20)));
    }

    #[test]
    fn classes_grow() {
        for (service, offer) in &catalogue().unwrap().aws.services {
            let grows = |pair: &[super::Class]| {
                pair[0].cpu_milli <= pair[1].cpu_milli && pair[0].memory_mib < pair[1].memory_mib
            };
            assert!(!offer.classes.is_empty() && offer.classes.windows(2).all(grows), "{service}");
        }
    }
}
