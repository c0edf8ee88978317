use super::*;
use proptest::prelude::*;
use serde_json::json;

const SHOP: &str = r#"# The shop.

groundplan: 1
name: shop
owner: team-shop # default owner of everything
conventions: { registry: ghcr.io/acme, tags: { cost-center: "42" } }

environments:
  dev: {}
  production:
    settings: { production: true, platform: ecs, region: eu-central-1, domain: shop.example.com }
    nodes: { orders: { replicas: { min: 3, max: 10 } }, orders-db: { provision: managed } }

nodes:
  edge: { kind: gateway, engine: nginx, expose: public }
  events: { kind: queue, engine: rabbitmq }
  # what pays the bills
  orders:
    kind: service
    title: Orders
    in: { domain: checkout }
    image: ghcr.io/acme/orders
    ports: { http: { number: 8080 } } # as in the image
    health: { path: /health/ready }
    slo: { availability: 99.9, latency_p95_ms: 250 }
  orders-db: { kind: database, engine: postgres, version: "18", storage: 20Gi, backup: none }
  web: { kind: client, title: Web shop }
  # more to come

edges:
  edge--orders:
    from: edge
    to: orders
    kind: call
    protocol: http
    path: /api/orders
    timeout_ms: 2000
    retries: 2
    circuit_breaker: none
  orders--events: { from: orders, to: events, kind: publish, topic: order.created }
  orders--orders-db: { from: orders, to: orders-db, kind: data, access: read-write }
  web--edge: { from: web, to: edge, kind: call, protocol: https }

boundaries:
  checkout: { kind: domain, title: Checkout, owner: team-orders }

rules:
  high-fan-out: { threshold: 9 }

views:
  main: { layout: { orders: [320, 160] } }
"#;

fn problems(text: &str) -> Vec<Problem> {
    match read_document(text) {
        Ok((document, _)) => panic!("read as {document:?}"),
        Err(problems) => problems,
    }
}

/// `line:column path: message (hint)` of each problem of a document with these further lines.
fn told(lines: &str) -> Vec<String> {
    problems(&format!("groundplan: 1\nname: x\n{lines}")).iter().map(ToString::to_string).collect()
}

#[test]
fn the_canonical_form_is_a_fixed_point() {
    let (document, positions) = read_document(SHOP).unwrap_or_else(|problems| panic!("{problems:?}"));
    assert_eq!(write_document(&document), SHOP);
    assert_eq!(positions.of("/nodes/orders/image"), (22, 5));
    assert_eq!(positions.of_value("/nodes/orders/image"), (22, 12));
    assert_eq!(positions.of("/nodes/orders/nothing/here"), (18, 3));
    assert_eq!(document.comments.len(), 5);
}

#[test]
fn order_quotes_and_layout_of_the_file_do_not_matter() {
    let (document, _) = read_document(
        "name: 'x'\nnodes:\n  b:\n   {kind: \"service\",\n   tags: [z, # last\n   a]}\n  a: &a\n    kind: client\n\n\n  c: *a\ngroundplan: 1\nedges:\n  a--b: { kind: call }\n  a--b--2: { kind: call, from: c }\n",
    )
    .unwrap_or_else(|problems| panic!("{problems:?}"));
    let text = write_document(&document);
    let expected = r#"groundplan: 1
name: x

nodes:
  a: { kind: client }
  b:
    kind: service
    tags:
      - a
      - z # last
  c: { kind: client }

edges:
  a--b: { from: a, to: b, kind: call }
  a--b--2: { from: c, to: b, kind: call }
"#;
    assert_eq!(text, expected);
}

#[test]
fn every_fault_is_told_at_its_place() {
    let found = told(
        r#"titel: X
nodes:
  orders:
    kind: servce
    imgae: a/b
    ports: { http: { number: 99999 }, Bad: { number: 1 } }
    version: 18.1
    enabled: yes
  Orders2: { kind: service }
  payments: { title: P }
  mail: [kind, service]
  db: { kind: database, backup: { schedul: daily }, health: { path: [1] } }
edges:
  orders--nothing: { kind: call }
  main: { kind: call }
  db--mail: { kind: data, access: readwrite, retries: "2" }
environments:
  dev:
  prod: { edges: { main: { tls: true } }, nodes: { db: { backup: { keep: 5 } } } }
views:
  main: { layout: { orders: [1, 2, 3] } }
imports: []
pins: {}
"#,
    );
    let expected = r#"3:1: /titel: unknown field `titel` (did you mean `title`?)
6:5: /nodes/orders/kind: `servce` is not known here (did you mean `service`?)
7:5: /nodes/orders/imgae: unknown field `imgae` (did you mean `image`?)
8:22: /nodes/orders/ports/http/number: expected a whole number from 1 to 65535, found the number 99999
9:5: /nodes/orders/version: expected text, found the number 18.1 (put quotes round it, else it is a number)
10:5: /nodes/orders/enabled: expected true or false, found the text `yes` (write `true`)
11:3: /nodes/Orders2: `Orders2` is not an id: a lower-case letter, then letters, digits and single dashes, at most 40 characters (rename it, for example to `orders2`)
12:3: /nodes/payments: `kind` is missing (add `kind: …`)
13:3: /nodes/mail: expected a node, found a list (write its fields as `{ field: value, … }`)
14:35: /nodes/db/backup/schedul: unknown field `schedul` (did you mean `schedule`?)
14:63: /nodes/db/health/path: expected text, found a list
16:3: /edges/orders--nothing/to: there is no node `nothing` (create the node, or remove the edge)
17:3: /edges/main: `from` is missing (add `from: …`, or name the edge `<from>--<to>`)
18:27: /edges/db--mail/access: `readwrite` is not known here (did you mean `read-write`?)
18:46: /edges/db--mail/retries: expected a whole number from 0 on, found the text `2` (remove the quotes)
21:68: /environments/prod/nodes/db/backup/keep: expected text, found the number 5 (put quotes round it, else it is a number)
23:21: /views/main/layout/orders: expected fewer items, found 3
24:1: /imports: `imports` is reserved for later (remove it: this version has no such field)
25:1: /pins: `pins` is reserved for later (remove it: this version has no such field)"#;
    assert_eq!(found.join("\n"), expected);
}

#[test]
fn a_list_of_edges_gets_a_hint() {
    let found = told("nodes: { a: { kind: service } }\nedges:\n  - { from: a, to: a, kind: call }\n");
    assert_eq!(found.len(), 1);
    assert!(found[0].starts_with("4:1: /edges: edges are a map keyed by id, found a list (write"), "{found:?}");
    assert!(told("nodes: [a]")[0].contains("nodes are a map keyed by id"));
}

#[test]
fn what_is_no_topology_is_told_so() {
    assert!(problems("")[0].to_string().starts_with("1:1: expected a topology, found nothing (begin with"));
    assert!(problems("- a")[0].message.contains("found a list"));
    assert!(problems("a: [")[0].position.is_some());
    let none = problems("{}");
    assert_eq!(none.iter().map(|p| &p.message[..12]).collect::<Vec<_>>(), ["`groundplan`", "`name` is mi"]);
    assert!(problems("groundplan: 2\nname: x\nnodes: 5")[0].message.contains("format 2 is unknown"));
    assert!(problems("groundplan: '1'\nname: x")[0].message.contains("not a number"));
    assert_eq!(problems("groundplan: 1\nname: Shop\n")[0].position, Some((2, 1)));
}

#[test]
fn structural_faults_come_with_their_places() {
    let found = told("nodes: { orders: { kind: service } }\nedges: { orders--mail: { kind: call } }\n");
    assert_eq!(found, ["4:10: /edges/orders--mail/to: there is no node `mail` (create the node, or remove the edge)"]);
}

#[test]
fn endless_faults_end() {
    let lines: String = (0..5000).map(|n| format!("  n{n}: {{ kind: servce }}\n")).collect();
    let found = told(&format!("nodes:\n{lines}"));
    assert_eq!(found.len(), 1001);
    assert!(found[1000].contains("the first 1000 are told"), "{}", found[1000]);
}

fn words(words: &'static [&'static str]) -> impl Strategy<Value = Value> {
    prop::sample::select(words).prop_map(Value::from)
}

fn some(value: impl Strategy<Value = Value> + 'static) -> BoxedStrategy<Value> {
    prop_oneof![Just(Value::Null), value].boxed()
}

fn free_text() -> impl Strategy<Value = Value> {
    prop_oneof![
        "[ -~]{0,30}",
        "[a-zé\t\n #:'\"{}-]{0,24}",
        Just("yes".to_owned()),
        Just("1e3".to_owned()),
        "\\PC{0,80}"
    ]
    .prop_filter("a text of the format", |text| Line::parse(text).is_ok())
    .prop_map(Value::from)
}

/// An object of these fields without those that are null.
fn record(fields: Vec<(&'static str, BoxedStrategy<Value>)>) -> BoxedStrategy<Value> {
    let (names, values): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
    values
        .prop_map(move |values| {
            let fields = names.iter().map(|name| (*name).to_owned()).zip(values);
            Value::Object(fields.filter(|(_, value)| !value.is_null()).collect())
        })
        .boxed()
}

fn data() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![Just(Value::Bool(true)), any::<i32>().prop_map(Value::from), Just(json!(9.0)), free_text()];
    let tree = leaf.prop_recursive(3, 8, 3, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..3).prop_map(Value::from),
            prop::collection::btree_map("[a-zA-Z ./]{1,6}", inner, 0..3).prop_map(|map| json!(map)),
        ]
    });
    prop::collection::btree_map("[a-z_]{1,6}", tree, 0..3).prop_map(|map| json!({ "compose": map }))
}

fn node() -> impl Strategy<Value = Value> {
    record(vec![
        ("kind", words(&["service", "database", "client"]).boxed()),
        ("title", some(free_text())),
        ("description", some(free_text())),
        ("tags", some(prop::collection::btree_set("[a-z]{1,5}", 0..3).prop_map(|set| json!(set)))),
        ("version", some(words(&["18", "1.10", "4.3.1", "1e3", "0x1"]))),
        ("image", some(words(&["ghcr.io/acme/a", "nginx:1.27"]))),
        ("args", some(prop::collection::vec(free_text(), 0..3).prop_map(Value::from))),
        ("variables", some(free_text().prop_map(|text| json!({ "NAME": text, "no": "x" })))),
        ("ports", some((1u16..).prop_map(|port| json!({ "http": { "number": port } })))),
        ("health", some(prop_oneof![words(&["none"]), Just(json!({ "path": "/x" }))])),
        ("slo", some((0u32..1000).prop_map(|n| json!({ "availability": f64::from(n) / 10.0 })))),
        ("extra", some(data())),
    ])
}

fn document_value() -> impl Strategy<Value = Value> {
    let nodes = prop::collection::btree_map("[a-z]{1,6}", node(), 1..6);
    (nodes, some(free_text()), some(data()), some((0u8..40).prop_map(|n| json!(f64::from(n) / 2.0))), any::<u32>())
        .prop_map(|(nodes, owner, extra, threshold, dice)| {
            let ids: Vec<&String> = nodes.keys().collect();
            let (from, to) = (ids[dice as usize % ids.len()], ids[dice as usize / 7 % ids.len()]);
            let mut value = json!({
                "groundplan": 1,
                "name": "x",
                "owner": owner,
                "environments": { "dev": { "nodes": { from: { "slo": { "availability": 99.0 }, "extra": extra } } } },
                "nodes": nodes,
                "edges": { format!("{from}--{to}"): { "from": from, "to": to, "kind": "call", "timeout_ms": "none" } },
                "rules": { "r": { "threshold": threshold } },
                "extra": extra,
            });
            if extra.is_null() {
                value.as_object_mut().map(|fields| fields.shift_remove("extra"));
                value["environments"] = json!({});
            }
            value
        })
}

/// Paths of everything in a value.
fn paths(at: &str, value: &Value, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(map) => map.iter().for_each(|(key, inner)| paths(&pointer::join(at, key), inner, found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, inner)| paths(&pointer::join(at, &n.to_string()), inner, found))
        }
        _ => {}
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn documents_come_back(value in document_value(), picks in prop::collection::vec((any::<prop::sample::Index>(), "[ -~]{0,9}", 0u8..3), 0..6)) {
        let mut document: Document = serde_json::from_value(value).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let mut all = Vec::new();
        paths("", &serde_json::to_value(&document).unwrap_or_default(), &mut all);
        for (pick, text, place) in picks {
            let path = pick.get(&all);
            let comment = document.comments.entry(path.clone()).or_default();
            let text = text.trim_end().to_owned();
            match place {
                0 => comment.before = vec![text.clone(), text],
                1 if !path.is_empty() => comment.after = Some(text),
                _ => comment.before = vec![text],
            }
        }
        let text = write_document(&document);
        let (again, positions) = read_document(&text).map_err(|problems| TestCaseError::fail(format!("{problems:?}\n{text}")))?;
        prop_assert_eq!(&again, &document, "{}", text);
        prop_assert_eq!(write_document(&again), text.clone());
        let lines = text.lines().count();
        prop_assert!(all.iter().all(|path| (positions.of(path).0 as usize) <= lines));
    }

    #[test]
    fn broken_documents_are_refused_with_places(value in document_value(), pick in any::<prop::sample::Index>(), with in prop_oneof![Just(json!([])), Just(json!(-1)), Just(json!({"zz": 1})), Just(json!("no ne"))]) {
        let mut all = Vec::new();
        paths("", &value, &mut all);
        let path = pick.get(&all);
        let mut broken = value.clone();
        if let Some(slot) = broken.pointer_mut(path) {
            *slot = with;
        }
        let text = crate::yaml::write(&crate::yaml::Item::from(broken)).text;
        if let Err(problems) = read_document(&text) {
            prop_assert!(!problems.is_empty());
            prop_assert!(problems.iter().all(|problem| problem.position.is_some() && !problem.message.is_empty()), "{:?}", problems);
        }
    }
}

#[test]
fn a_comment_on_a_field_that_is_not_written_goes_before_what_is_around_it() {
    let text = "groundplan: 1\nname: shop\nnodes:\n  a:\n    kind: service\n    title: # none yet\n";
    let (document, _) = read_document(text).unwrap();
    let written = write_document(&document);
    assert!(written.contains("# none yet\n  a:"), "{written}");
    assert_eq!(read_document(&written).unwrap().0, document);
}
