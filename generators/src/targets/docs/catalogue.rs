//! `docs/catalogue.md`: everything that exists, value by value, each with where it comes from.

use std::collections::{BTreeMap, BTreeSet};

use topology::document::Id;

use super::facts::{Fact, facts, size, volume_words};
use super::markdown::{Inline, Page, code, markup};
use super::{drawn, named};
use crate::file::File;
use crate::plan::{Drawing, Note, Origin, Plan, Verdict};

/// Longer values make no page: they stand in the Plan.
const LONGEST: usize = 400;

pub(super) fn page(drawing: &Drawing, plans: &[(&str, &Plan)], notes: &mut Vec<Note>) -> File {
    let mut page = Page::new("Catalogue");
    page.paragraph(markup(
        "What exists, and where each value comes from: a place in the topology, or a decision with its reason. The first part is the base; what an environment changes follows at the end.",
    ));
    let Some(((_, base), environments)) = plans.split_first() else { return page.file() };
    overview(&mut page, drawing, base);
    let mut by_node: BTreeMap<Option<Id>, Vec<Fact>> = BTreeMap::new();
    let base_facts = facts(base);
    for fact in &base_facts {
        by_node.entry(fact.id.clone()).or_default().push(fact.clone());
    }
    page.heading(2, markup("Settings"), "topology");
    table(&mut page, by_node.remove(&None).unwrap_or_default(), notes);
    for (id, node) in &drawing.nodes {
        let own = by_node.remove(&Some(id.clone())).unwrap_or_default();
        page.heading(2, named(&node.title, id.as_str()), &format!("node:{id} /nodes/{id} /nodes/{id}/title"));
        if let Some(description) = node.said.get("description").filter(|text| !text.trim().is_empty()) {
            page.told(Inline::from(description.trim()), &format!("node:{id} /nodes/{id}/description"));
        }
        page.paragraph(
            markup("A ").text(node.kind.word()).markup(", owned by ").then(&owner(node.owner.as_deref())).markup("."),
        );
        let held = own.clone();
        table(&mut page, own, notes);
        said(&mut page, id, &node.said, &held, notes);
        users(&mut page, base, id);
    }
    // Servers that several data nodes share have an id of their own.
    for (id, own) in by_node {
        if let Some(id) = id {
            page.heading(
                2,
                named(super::title(base, id.as_str()).unwrap_or(id.as_str()), id.as_str()),
                &format!("node:{id}"),
            );
            table(&mut page, own, notes);
            users(&mut page, base, &id);
        }
    }
    page.heading(2, markup("What environments change"), "");
    for (name, plan) in environments {
        changes(&mut page, name, plan, base, &base_facts, notes);
    }
    page.file()
}

/// The lists that people look things up in.
fn overview(page: &mut Page, drawing: &Drawing, base: &Plan) {
    if !base.workloads.is_empty() {
        page.heading(2, markup("Services"), "");
    }
    page.table(
        ["what", "kind", "owner", "image", "ports", "unit"],
        base.workloads.values().map(|workload| {
            let ports = workload.ports.iter().map(|(name, port)| format!("{name}: {} {}", port.number, port.protocol));
            let cells = [
                named(&workload.title, workload.id.as_str()),
                Inline::from(workload.kind.word()),
                owner(workload.owner.as_deref()),
                code(workload.image.reference()),
                Inline::codes(ports),
                code(&workload.unit.value),
            ];
            (cells, format!("node:{}", workload.id))
        }),
    );
    if !base.datastores.is_empty() {
        page.heading(2, markup("Data"), "");
    }
    page.table(
        ["what", "kind", "owner", "engine", "address", "database", "storage"],
        base.datastores.values().filter_map(|datastore| {
            let instance = base.instances.get(&datastore.instance)?;
            let cells = [
                named(&datastore.title, datastore.id.as_str()),
                Inline::from(datastore.kind.word()),
                owner(datastore.owner.as_deref()),
                code(format!("{} {}", instance.engine.value, instance.version.value)),
                code(format!("{}:{}", crate::items::host(&datastore.id, base), instance.port)),
                Inline::codes(datastore.database.as_ref().map(|database| &database.value)),
                Inline::from(if instance.persistence.value {
                    size(instance.storage_mib.value)
                } else {
                    "forgets".to_owned()
                }),
            ];
            Some((cells, format!("node:{}", datastore.id)))
        }),
    );
    let volumes: Vec<([Inline; 3], String)> = base
        .workloads
        .values()
        .flat_map(|workload| workload.volumes.iter().map(move |(name, volume)| (workload, name, volume)))
        .map(|(workload, name, volume)| {
            let cells = [drawn(drawing, &workload.id), code(name), code(volume_words(volume))];
            (cells, format!("node:{}", workload.id))
        })
        .collect();
    if !volumes.is_empty() {
        page.heading(2, markup("Volumes"), "");
    }
    page.table(["of", "volume", "where and how large"], volumes);
    let images: BTreeMap<String, BTreeSet<&Id>> = base
        .workloads
        .values()
        .map(|workload| (workload.image.reference(), &workload.id))
        .chain(base.instances.values().map(|instance| (instance.image.reference(), &instance.id)))
        .fold(BTreeMap::new(), |mut images, (image, id)| {
            images.entry(image).or_default().insert(id);
            images
        });
    if !images.is_empty() {
        page.heading(2, markup("Images"), "");
    }
    page.table(
        ["image", "used by"],
        images.into_iter().map(|(image, ids)| {
            let subject = ids.iter().map(|id| format!("node:{id}")).collect::<Vec<_>>().join(" ");
            ([code(image), Inline::codes(ids)], subject)
        }),
    );
}

fn owner(owner: Option<&str>) -> Inline {
    owner.map_or_else(|| markup("nobody known"), Inline::from)
}

fn table(page: &mut Page, facts: Vec<Fact>, notes: &mut Vec<Note>) {
    let rows: Vec<([Inline; 3], String)> = facts.into_iter().map(|fact| row(&fact, notes)).collect();
    page.table(["what", "value", "from"], rows);
}

fn row(fact: &Fact, notes: &mut Vec<Note>) -> ([Inline; 3], String) {
    let origin = match &fact.origin {
        Origin::From(places) => Inline::codes(places),
        Origin::Decision(reason) => markup("decision: ").text(reason),
    };
    if fact.value.chars().count() > LONGEST {
        if let Origin::From(places) = &fact.origin {
            notes.extend(places.iter().map(|place| too_long(place)));
        }
        return ([Inline::from(&fact.what), markup("too long for a page: see `plan/`"), origin], String::new());
    }
    ([Inline::from(&fact.what), code(&fact.value), origin], fact.subject())
}

fn too_long(place: &str) -> Note {
    let reason = format!("values of more than {LONGEST} characters are left out of pages; plan/ holds them.");
    Note { path: place.to_owned(), verdict: Verdict::Unsupported, reason }
}

/// What was said of a node and no value of the Plan comes from.
fn said(page: &mut Page, id: &Id, said: &BTreeMap<String, String>, facts: &[Fact], notes: &mut Vec<Note>) {
    let origins: BTreeSet<&str> = facts
        .iter()
        .filter_map(|fact| match &fact.origin {
            Origin::From(places) => Some(places),
            Origin::Decision(_) => None,
        })
        .flatten()
        .map(String::as_str)
        .collect();
    let covered = |place: &str| {
        origins.iter().any(|origin| {
            let below = |outer: &str, inner: &str| {
                inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
            };
            below(origin, place) && *origin != format!("/nodes/{id}") || below(place, origin)
        })
    };
    let rest: Vec<Fact> = said
        .iter()
        .filter(|(place, _)| *place != "description")
        .map(|(place, value)| (format!("/nodes/{id}/{place}"), place, value))
        .filter(|(pointer, _, _)| !covered(pointer))
        .map(|(pointer, place, value)| Fact {
            id: Some(id.clone()),
            what: place.replace('/', " "),
            value: value.clone(),
            origin: Origin::From(vec![pointer]),
        })
        .collect();
    if !rest.is_empty() {
        page.paragraph(markup("Also said of it:"));
        table(page, rest, notes);
    }
}

/// Who may do what on an instance.
fn users(page: &mut Page, plan: &Plan, id: &Id) {
    let Some(instance) = plan.instances.get(id).filter(|instance| !instance.users.is_empty()) else { return };
    page.heading(3, markup("Users and rights"), &format!("node:{id}"));
    page.table(
        ["user", "for", "database", "right", "topics", "password"],
        instance.users.iter().flat_map(|(name, user)| user.grants.iter().map(move |grant| (name, user, grant))).map(
            |(name, user, grant)| {
                let cells = [
                    code(name),
                    Inline::codes(&user.consumers),
                    Inline::codes(grant.database.iter().chain(&grant.schema)),
                    Inline::from(grant.access.value.word()),
                    Inline::codes(&grant.topics),
                    code(format!("{}/{}", user.password.secret, user.password.key)),
                ];
                let edges = grant.edges.iter().map(|edge| format!(" edge:{edge}")).collect::<String>();
                (cells, format!("node:{id}{edges}"))
            },
        ),
    );
}

/// What is otherwise in an environment than in the base.
fn changes(page: &mut Page, name: &str, plan: &Plan, base: &Plan, base_facts: &[Fact], notes: &mut Vec<Note>) {
    page.heading(3, code(name), &format!("environment:{name}"));
    let held: BTreeMap<(&Option<Id>, &str), &Fact> =
        base_facts.iter().map(|fact| ((&fact.id, fact.what.as_str()), fact)).collect();
    let gone: Vec<&Id> = base
        .workloads
        .keys()
        .filter(|id| !plan.workloads.contains_key(*id))
        .chain(base.datastores.keys().filter(|id| !plan.datastores.contains_key(*id)))
        .collect();
    let other: Vec<Fact> = facts(plan)
        .into_iter()
        .filter(|fact| held.get(&(&fact.id, fact.what.as_str())).is_none_or(|held| *held != fact))
        .collect();
    if gone.is_empty() && other.is_empty() {
        page.paragraph(markup("Nothing."));
    }
    if !gone.is_empty() {
        let subject = gone.iter().map(|id| format!("node:{id}")).collect::<Vec<_>>().join(" ");
        page.told(markup("Not here: ").then(&Inline::codes(gone)).markup("."), &subject);
    }
    let rows: Vec<([Inline; 4], String)> = other
        .into_iter()
        .map(|fact| {
            let ([what, value, origin], subject) = row(&fact, notes);
            let node = fact.id.as_ref().map_or_else(|| markup("the whole"), code);
            ([node, what, value, origin], subject)
        })
        .collect();
    page.table(["of", "what", "value", "from"], rows);
}
