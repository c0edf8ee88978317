//! How loudly a rule speaks in a document: its own severity, the document's setting, the profile.
//!
//! A setting wins over the profile. Without one the profile `sketch` lets only errors speak, since they alone keep a bundle from being made, and optional rules speak in `strict` only.

use super::{Group, Rule};
use crate::document::{Document, Level, Profile, RuleSetting, Tag};
use crate::finding::{Severity, Subject};

/// How loudly one rule speaks in one document.
pub(super) struct Voice<'a> {
    document: &'a Document,
    setting: Option<&'a RuleSetting>,
    profile: Profile,
    optional: bool,
}

impl<'a> Voice<'a> {
    pub(super) fn new(rule: &Rule, document: &'a Document) -> Self {
        Self {
            document,
            setting: document.rules.get(rule.id),
            profile: document.settings.profile.unwrap_or(Profile::Default),
            optional: rule.group == Group::Optional,
        }
    }

    /// Whether anything that the rule finds could be heard; else it need not look.
    pub(super) fn speaks(&self) -> bool {
        let tagged = self.setting.is_some_and(|setting| setting.tags.values().any(|level| *level != Level::Off));
        tagged
            || match self.setting.and_then(|setting| setting.severity) {
                Some(level) => level != Level::Off,
                None => !self.optional || self.profile == Profile::Strict,
            }
    }

    /// The severity of a finding about `primary`; `None` where it is not heard.
    pub(super) fn of(&self, primary: Option<&Subject>, own: Severity) -> Option<Severity> {
        let tagged = self.setting.filter(|setting| !setting.tags.is_empty()).and_then(|setting| {
            // Where several tags fit, the loudest is heard.
            setting.tags.iter().filter(|(tag, _)| self.carries(primary, tag)).map(|(_, level)| *level).max()
        });
        match tagged.or_else(|| self.setting.and_then(|setting| setting.severity)) {
            Some(level) => of_level(level),
            None => self.unsaid(own),
        }
    }

    fn unsaid(&self, own: Severity) -> Option<Severity> {
        let heard = match self.profile {
            Profile::Sketch => !self.optional && own == Severity::Error,
            Profile::Default => !self.optional,
            Profile::Strict => true,
        };
        heard.then_some(own)
    }

    /// Whether the node that a finding is about carries the tag; for an edge the edge itself or the node that opens it.
    fn carries(&self, primary: Option<&Subject>, tag: &Tag) -> bool {
        match primary {
            Some(Subject::Node(id)) => self.document.nodes.get(id).is_some_and(|node| node.tags.contains(tag)),
            Some(Subject::Edge(id)) => self.document.edges.get(id).is_some_and(|edge| {
                let opener = self.document.nodes.get(&edge.from);
                edge.tags.contains(tag) || opener.is_some_and(|node| node.tags.contains(tag))
            }),
            _ => false,
        }
    }
}

/// The severity that a setting asks for; `None` where it turns the rule off.
fn of_level(level: Level) -> Option<Severity> {
    match level {
        Level::Off => None,
        Level::Info => Some(Severity::Info),
        Level::Warning => Some(Severity::Warning),
        Level::Error => Some(Severity::Error),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn document(profile: &str, setting: &Value) -> Document {
        serde_json::from_value(json!({
            "groundplan": 1, "name": "x", "settings": { "profile": profile }, "rules": { "some-rule": setting },
            "nodes": { "a": { "kind": "service", "tags": ["old", "big"] }, "b": { "kind": "service" } },
            "edges": {
                "a--b": { "from": "a", "to": "b", "kind": "call" },
                "b--a": { "from": "b", "to": "a", "kind": "call", "tags": ["old"] },
                "b--a--2": { "from": "b", "to": "a", "kind": "call" },
            }
        }))
        .unwrap()
    }

    fn rule(group: Group) -> Rule {
        Rule { id: "some-rule", group, ..*super::super::RULES[0] }
    }

    fn heard(profile: &str, setting: &Value, group: Group, primary: Value, own: Severity) -> (bool, Option<Severity>) {
        let document = document(profile, setting);
        let voice = Voice::new(&rule(group), &document);
        let primary: Subject = serde_json::from_value(primary).unwrap();
        (voice.speaks(), voice.of(Some(&primary), own))
    }

    #[test]
    fn profiles() {
        use Severity::{Error, Info, Warning};
        for (profile, group, own, wanted) in [
            ("sketch", Group::Core, Error, (true, Some(Error))),
            ("sketch", Group::Core, Warning, (true, None)),
            ("sketch", Group::Housekeeping, Info, (true, None)),
            ("sketch", Group::Optional, Error, (false, None)),
            ("default", Group::Core, Info, (true, Some(Info))),
            ("default", Group::Optional, Error, (false, None)),
            ("strict", Group::Optional, Info, (true, Some(Info))),
        ] {
            assert_eq!(heard(profile, &json!({}), group, json!({ "node": "a" }), own), wanted, "{profile} {own:?}");
        }
    }

    #[test]
    fn a_setting_wins_over_the_profile() {
        let loud = json!({ "severity": "warning" });
        let wanted = (true, Some(Severity::Warning));
        for profile in ["sketch", "default", "strict"] {
            for group in [Group::Core, Group::Optional] {
                assert_eq!(heard(profile, &loud, group, json!({ "node": "a" }), Severity::Info), wanted);
            }
        }
        let off = json!({ "severity": "off" });
        assert_eq!(heard("strict", &off, Group::Core, json!({ "node": "a" }), Severity::Error), (false, None));
    }

    #[test]
    fn tags_of_nodes_of_edges_and_of_who_opens_them() {
        let setting = json!({ "severity": "off", "tags": { "old": "error", "big": "info" } });
        for (primary, wanted) in [
            (json!({ "node": "a" }), Some(Severity::Error)),
            (json!({ "node": "b" }), None),
            (json!({ "edge": "a--b" }), Some(Severity::Error)),
            (json!({ "edge": "b--a" }), Some(Severity::Error)),
            (json!({ "edge": "b--a--2" }), None),
            (json!({ "topology": "x" }), None),
        ] {
            let said = heard("default", &setting, Group::Core, primary.clone(), Severity::Warning);
            assert_eq!(said, (true, wanted), "{primary}");
        }
        // A tag turns an optional rule on for what carries it, and for nothing else.
        let setting = json!({ "tags": { "old": "error" } });
        let said = |id: &str| heard("default", &setting, Group::Optional, json!({ "node": id }), Severity::Info);
        assert_eq!((said("a"), said("b")), ((true, Some(Severity::Error)), (true, None)));
    }
}
