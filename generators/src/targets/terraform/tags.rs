//! Tags of everything that a root makes.

use topology::document::Pointer;

use crate::hcl::Entry;
use crate::plan::{Plan, Verdict};

use super::scope::Scope;

/// Tags of the topology itself, then the declared ones, which win.
pub(super) fn tags(plan: &Plan) -> Vec<Entry> {
    let own = [("environment", plan.name()), ("managed-by", "groundplan"), ("topology", plan.topology.as_str())];
    let own =
        own.into_iter().filter(|(key, _)| !plan.tags.contains_key(*key)).map(|(key, value)| Entry::new(key, value));
    let declared = plan.tags.iter().filter(|(key, value)| acceptable(key, value));
    own.chain(declared.map(|(key, value)| Entry::new(key, value).subject(place(key)))).collect()
}

/// Says which declared tags AWS does not take.
pub(super) fn report(scope: &mut Scope<'_>) {
    let plan = scope.plan;
    for (key, _) in plan.tags.iter().filter(|(key, value)| !acceptable(key, value)) {
        scope.note(
            place(key),
            Verdict::Unsupported,
            "AWS takes letters, digits, spaces and + - = . _ : / @ in tags, at most 128 in a key and 256 in a value, and no key that begins with aws:",
        );
    }
}

fn acceptable(key: &str, value: &str) -> bool {
    let fits = |text: &str, most: usize| {
        text.chars().count() <= most && text.chars().all(|c| c.is_alphanumeric() || " +-=._:/@".contains(c))
    };
    !key.is_empty() && fits(key, 128) && fits(value, 256) && !key.to_ascii_lowercase().starts_with("aws:")
}

fn place(key: &str) -> String {
    Pointer::of(["conventions", "tags", key]).to_string()
}
