//! Users that no edge draws: for what watches a server and for what copies it, so that neither is its administrator.

use topology::document::Provision;

use crate::catalogue;
use crate::engines;
use crate::plan::{Attendant, Duty, Instance, Note, Plan, Secret, SecretEntry, SecretRef, Source, Verdict};

use super::Resolver;
use super::data::PASSWORD_LENGTH;

/// The key of the password within its secret.
const KEY: &str = "PASSWORD";

impl Resolver<'_> {
    /// One user for each duty that somebody has at a server whose users the grants job makes.
    pub(super) fn attendants(&self, plan: &mut Plan) {
        let mut secrets = Vec::new();
        let mut notes = Vec::new();
        for instance in plan.instances.values_mut() {
            for (duty, user) in duties(instance) {
                let password = match instance.users.get(user) {
                    // One name is one user at the server, with the rights of both.
                    Some(drawn) => {
                        notes.extend(drawn.grants.iter().flat_map(|grant| &grant.edges).map(|edge| Note {
                            path: self.places.edge(edge, "credential"),
                            verdict: Verdict::Approximated,
                            reason: format!("`{user}` is also the user that Groundplan makes for the {} of `{}`: give the credential another name.", purpose(duty), instance.id),
                        }));
                        drawn.password.clone()
                    }
                    None => {
                        let password = SecretRef {
                            secret: format!("{}-{}", instance.name.value, duty.word()),
                            key: KEY.to_owned(),
                        };
                        let purpose =
                            format!("password of {user}, for the {} of {}", purpose(duty), instance.name.value);
                        let entry = SecretEntry { source: Source::Random(PASSWORD_LENGTH), purpose };
                        let entries = [(KEY.to_owned(), entry)].into();
                        secrets.push((password.secret.clone(), Secret { reader: instance.id.clone(), entries }));
                        password
                    }
                };
                instance.attendants.insert(duty, Attendant { user: user.to_owned(), password });
            }
            if let Some(why) = copied_as_administrator(instance) {
                notes.extend(instance.nodes.iter().map(|node| Note {
                    path: self.places.node(node, "backup"),
                    verdict: Verdict::Approximated,
                    reason: format!("copies are taken as its administrator: {why}."),
                }));
            }
        }
        plan.secrets.extend(secrets);
        plan.notes.extend(notes);
    }
}

/// Who attends to an instance, by the names that its engine's entry gives. The grants job makes them, so there must be one.
fn duties(instance: &Instance) -> Vec<(Duty, &'static str)> {
    let Some(engine) = catalogue::engine(&instance.engine.value) else { return Vec::new() };
    if engine.grants.is_none() || instance.users.is_empty() || instance.provision.value == Provision::Existing {
        return Vec::new();
    }
    let watched = engine.exporter.as_ref().and_then(|exporter| exporter.user.as_deref());
    let copied = engines::backup_scripts(instance).and_then(|(scripts, ..)| scripts.user.as_deref());
    [(Duty::Monitor, watched), (Duty::Backup, copied)]
        .into_iter()
        .filter_map(|(duty, user)| Some((duty, user?)))
        .collect()
}

/// Why copies of an instance are taken as its administrator, where they are.
fn copied_as_administrator(instance: &Instance) -> Option<&'static str> {
    let (scripts, ..) = engines::backup_scripts(instance).filter(|_| instance.backup.is_some())?;
    scripts.administrator.as_deref().filter(|_| instance.provision.value != Provision::Existing)
}

const fn purpose(duty: Duty) -> &'static str {
    match duty {
        Duty::Monitor => "metrics",
        Duty::Backup => "copies",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::resolve;

    fn plan(nodes: Value, credential: Option<&str>) -> Plan {
        let mut edge = json!({ "from": "a", "to": "db", "kind": "data", "access": "read" });
        if let Some(name) = credential {
            edge["credential"] = name.into();
        }
        let document = json!({ "groundplan": 1, "name": "one", "nodes": nodes, "edges": { "e": edge } });
        resolve::plans(&serde_json::from_value(document).unwrap()).unwrap().base
    }

    #[test]
    fn what_watches_and_what_copies_have_users_of_their_own() {
        let nodes =
            |engine: &str, kind: &str| json!({ "a": { "kind": "service" }, "db": { "kind": kind, "engine": engine } });
        let held = plan(nodes("postgres", "database"), None);
        let [monitor, backup] =
            [Duty::Monitor, Duty::Backup].map(|duty| held.instances.values().next().unwrap().attendants[&duty].clone());
        assert_eq!((monitor.user.as_str(), monitor.password.secret.as_str()), ("groundplan_monitor", "db-monitor"));
        assert_eq!((backup.user.as_str(), backup.password.secret.as_str()), ("groundplan_backup", "db-backup"));
        assert!(matches!(held.secrets["db-backup"].entries["PASSWORD"].source, Source::Random(_)));
        // A cache keeps nothing that could be copied.
        let held = plan(nodes("valkey", "cache"), None);
        assert_eq!(held.instances.values().next().unwrap().attendants.keys().collect::<Vec<_>>(), [&Duty::Monitor]);
        let existing = json!({ "a": { "kind": "service" }, "db": { "kind": "database", "engine": "postgres", "existing": { "host": "db.example.com" } } });
        assert!(plan(existing, None).instances.values().next().unwrap().attendants.is_empty());
    }

    #[test]
    fn who_copies_as_the_administrator_is_told_with_the_reason() {
        let nodes = json!({ "a": { "kind": "service" }, "db": { "kind": "queue", "engine": "rabbitmq", "backup": { "schedule": "daily" } } });
        let mut document = json!({ "groundplan": 1, "name": "one", "nodes": nodes,
            "edges": { "e": { "from": "a", "to": "db", "kind": "publish", "topic": "t" } } });
        let of = |document: &Value| {
            let plan = resolve::plans(&serde_json::from_value(document.clone()).unwrap()).unwrap().base;
            let told = plan.notes.iter().filter(|note| note.reason.contains("as its administrator"));
            told.map(|note| note.path.clone()).collect::<Vec<_>>()
        };
        assert_eq!(of(&document), ["/nodes/db/backup"]);
        // Who has a user for it is no administrator.
        document["nodes"]["db"] =
            json!({ "kind": "database", "engine": "postgres", "backup": { "schedule": "daily" } });
        document["edges"]["e"] = json!({ "from": "a", "to": "db", "kind": "data", "access": "read" });
        assert_eq!(of(&document), [""; 0]);
    }

    #[test]
    fn a_drawn_user_of_the_same_name_is_told() {
        let nodes = json!({ "a": { "kind": "service" }, "db": { "kind": "database", "engine": "postgres" } });
        let held = plan(nodes, Some("groundplan_backup"));
        let instance = held.instances.values().next().unwrap();
        assert_eq!(instance.attendants[&Duty::Backup].password, instance.users["groundplan_backup"].password);
        assert!(
            held.notes.iter().any(|note| note.path == "/edges/e/credential" && note.reason.contains("another name"))
        );
        assert!(!held.secrets.contains_key("db-backup"));
    }
}
