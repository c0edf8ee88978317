//! What a synthesis would do to what the bundle before made, in words.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use generators::transition::Transition;

/// One line for each node and change, gravest first; environments in which the same happens share it.
pub(super) fn lines(transitions: &[Transition]) -> Vec<String> {
    let mut grouped: BTreeMap<_, Vec<&str>> = BTreeMap::new();
    for transition in transitions {
        let changes: Vec<String> = transition
            .changes
            .iter()
            .map(|change| {
                if change.effect == transition.effect {
                    change.reason.clone()
                } else {
                    format!("{} ({})", change.reason, change.effect.word())
                }
            })
            .collect();
        let key = (Reverse(transition.effect), &transition.node, changes.join("; "));
        grouped.entry(key).or_default().push(&transition.environment);
    }
    let lines = grouped.into_iter().map(|((Reverse(effect), node, changes), environments)| {
        format!("{}  {node}  {}: {changes}", effect.word(), environments.join(", "))
    });
    lines.collect()
}

#[cfg(test)]
mod tests {
    use generators::transition::{Change, Effect};
    use topology::document::Id;

    use super::*;

    #[test]
    fn the_gravest_comes_first_and_environments_share_a_line() {
        let one = |environment: &str, node: &str, effect, reason: &str| Transition {
            environment: environment.to_owned(),
            node: Id::parse(node).unwrap(),
            effect,
            changes: vec![
                Change { effect, reason: reason.to_owned() },
                Change { effect: Effect::Safe, reason: "runs in another number".to_owned() },
            ],
        };
        let all = [
            one("dev", "a", Effect::Restarts, "has another image"),
            one("production", "a", Effect::Restarts, "has another image"),
            one("production", "b", Effect::DestroysData, "is gone"),
        ];
        assert_eq!(
            lines(&all),
            [
                "destroys data  b  production: is gone; runs in another number (safe)",
                "restarts  a  dev, production: has another image; runs in another number (safe)",
            ]
        );
    }
}
