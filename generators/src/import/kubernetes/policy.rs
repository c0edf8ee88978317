//! Network policies: what they let through is who may talk to whom.

use super::super::held::Held;
use super::super::system::{Allowed, System};
use super::{chosen, name, namespace};

/// How many connections policies may name before another one says nothing more.
const MOST: usize = 2_000;

/// Notes the connections that a policy allows between programs by their labels. What it opens for everybody says nothing.
pub fn apply(object: &Held, system: &mut System) {
    let space = namespace(object);
    let Some(subject) = object.at(&["spec", "podSelector"]) else { return };
    let keys = |selector: &Held| -> Vec<String> {
        let programs = system.programs.iter().filter(|program| chosen(program, &space, selector));
        programs.map(|program| program.key.clone()).collect()
    };
    let mut allowed = Vec::new();
    for (field, peers, inwards) in [("ingress", "from", true), ("egress", "to", false)] {
        for rule in object.at(&["spec", field]).map(Held::items).unwrap_or_default() {
            for peer in rule.get(peers).map(Held::items).unwrap_or_default() {
                // A selector without labels means everybody, and one of namespaces means somebody else.
                let named =
                    |selector: &&Held| !selector.get("matchLabels").map(Held::entries).unwrap_or_default().is_empty();
                let Some(selector) =
                    peer.get("podSelector").filter(named).filter(|_| peer.get("namespaceSelector").is_none())
                else {
                    continue;
                };
                for one in keys(subject) {
                    for other in keys(selector) {
                        let (from, to) = if inwards { (other, one.clone()) } else { (one.clone(), other) };
                        if allowed.len() + system.allowed.len() > MOST {
                            return;
                        }
                        allowed.push(Allowed { from, to, place: peer.place, policy: name(object) });
                    }
                }
            }
        }
    }
    system.allowed.extend(allowed);
}
