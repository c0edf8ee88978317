//! Which fields stand together, in the order in which people think of them. A field that no group names stands under “More”.

/// Fields under one heading.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// The heading.
    pub title: &'static str,
    /// Names of fields.
    pub fields: Vec<String>,
}

const HIDDEN: [&str; 4] = ["was", "from", "to", "title"];

/// A heading, and the fields under it.
pub type Section = (&'static str, &'static [&'static str]);

/// The sections of a node.
pub const NODE: &[Section] = &[
    ("What it is", &["kind", "engine", "version", "runs_in", "provides", "owner", "description", "tags"]),
    ("Where it belongs", &["in"]),
    (
        "How it runs",
        &[
            "image",
            "build",
            "runtime",
            "command",
            "args",
            "ports",
            "health",
            "variables",
            "secrets",
            "as",
            "volumes",
            "schedule",
            "triggers",
        ],
    ),
    ("How it scales", &["replicas", "size", "resources"]),
    (
        "Data",
        &[
            "provision",
            "storage",
            "persistence",
            "backup",
            "server",
            "database",
            "schema",
            "pooler",
            "role",
            "of",
            "existing",
        ],
    ),
    ("Who may reach it", &["expose", "auth", "cors", "rate_limit"]),
    ("What it promises", &["slo", "release"]),
];

/// The sections of an edge.
pub const EDGE: &[Section] = &[
    ("What it is", &["kind", "access", "topic", "group", "protocol", "port", "description", "tags"]),
    ("Route", &["path", "host", "methods", "strip_prefix"]),
    ("Data", &["database", "schema", "credential"]),
    ("When it fails", &["timeout_ms", "retries", "circuit_breaker", "calls_per_request", "delivery"]),
    ("Who may use it", &["tls", "auth", "rate_limit"]),
];

/// The sections of a boundary. Its kind says where its members write that they belong, so it is chosen when it is made.
pub const BOUNDARY: &[Section] = &[("What it is", &["owner", "description"])];

/// The groups of a node's or an edge's fields. `known` are the names that mean something for its kind, in the schema's order.
#[must_use]
pub fn arrange(sections: &[Section], known: &[&str]) -> Vec<Group> {
    let owned = |fields: &mut dyn Iterator<Item = &&str>| fields.map(|field| (*field).to_owned()).collect();
    let mut groups: Vec<Group> = sections
        .iter()
        .map(|(title, fields)| Group { title, fields: owned(&mut fields.iter().filter(|field| known.contains(field))) })
        .filter(|group| !group.fields.is_empty())
        .collect();
    let named = |field: &str| sections.iter().any(|(_, fields)| fields.contains(&field)) || HIDDEN.contains(&field);
    let rest: Vec<String> = owned(&mut known.iter().filter(|field| !named(field)));
    if !rest.is_empty() {
        groups.push(Group { title: "More", fields: rest });
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_that_no_group_names_is_not_lost() {
        let groups = arrange(NODE, &["kind", "image", "brand_new", "title"]);
        assert_eq!(groups.last().unwrap().fields, ["brand_new"]);
        assert!(groups.iter().any(|group| group.fields.contains(&"image".to_owned())));
        assert!(!groups.iter().any(|group| group.title == "Data" || group.fields.contains(&"title".to_owned())));
    }

    #[test]
    fn fields_stand_in_the_order_of_their_group() {
        let groups = arrange(EDGE, &["tags", "access", "kind"]);
        assert_eq!(
            (groups.len(), groups[0].fields.as_slice()),
            (1, ["kind", "access", "tags"].map(str::to_owned).as_slice())
        );
    }
}
