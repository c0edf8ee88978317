//! Documents in which something that a rule reads makes the difference: taken away or said otherwise, the rule finds something else.

use topology::Document;

use super::read;

/// The documents for a rule.
pub fn documents(rule: &str) -> Vec<Document> {
    let drawn = DRAWN.iter().filter(|(rules, _)| rules.contains(&rule)).map(|(_, drawn)| (*drawn).to_owned());
    let texts = drawn.chain(of_stores(rule)).chain(of_all_services(rule));
    texts.map(|drawn| read(&format!("groundplan: 1\nname: read\n{drawn}\n"))).collect()
}

const TEAMS: &str = "boundaries: { blue: { kind: team }, green: { kind: team } }";

/// What makes copies of one program of two services.
const ONE_PROGRAM: [&str; 3] =
    ["image: \"example/app:1\"", "build: { context: app }", "image: \"example/app:1\", command: [run]"];

/// Two nodes of one server, one database and one schema.
const ONE_PLACE: [&str; 2] = ["server: s, database: app, schema: one"; 2];

/// What two consumers and two stores say of themselves; `None` where both use one store.
type Pair = ([String; 2], [String; 2], Option<[String; 2]>);

/// Two who use one store or two of a kind.
fn pair(kind: &str, store: &str, (who, how, stores): &Pair) -> String {
    let said = |text: &str| if text.is_empty() { String::new() } else { format!(", {text}") };
    let second = if stores.is_some() { "s2" } else { "s1" };
    let nodes: String = match stores {
        None => format!("  s1: {{ kind: {kind}{} }}\n", said(store)),
        Some([one, two]) => format!("  s1: {{ kind: {kind}{} }}\n  s2: {{ kind: {kind}{} }}\n", said(one), said(two)),
    };
    format!(
        "{TEAMS}\nnodes:\n  a: {{ {} }}\n  b: {{ {} }}\n{nodes}edges:\n  a--s1: {{ kind: data, {} }}\n  b--{second}: {{ kind: data, {} }}",
        who[0], who[1], how[0], how[1]
    )
}

/// The rules about shared stores read the same of who uses them.
fn of_stores(rule: &str) -> Vec<String> {
    let kind = if rule == "shared-cache" { "cache" } else { "database" };
    let (one, two, store) = match rule {
        "shared-database-write" | "shared-cache" => ("access: write", "access: write", ""),
        "shared-database-read" => ("access: write", "access: read", ""),
        "shared-database-unknown" => ("access: write", "description: Nobody said.", ""),
        "shared-database-server" => ("access: write, database: one", "access: write, database: two", ""),
        "cross-owner-database-access" => ("access: write", "access: write", "owner: x"),
        "shared-credentials" => ("credential: app", "credential: app", ""),
        _ => return Vec::new(),
    };
    let how = [one.to_owned(), two.to_owned()];
    let service =
        |said: &str| if said.is_empty() { "kind: service".to_owned() } else { format!("kind: service, {said}") };
    let both = |first: &str, second: &str| -> Pair { ([service(first), service(second)], how.clone(), None) };
    let owned = |program: &str| match rule {
        // A silent copy counts with the one whose owner is known.
        "cross-owner-database-access" => format!("{program}, owner: y"),
        _ => program.to_owned(),
    };
    let mut pairs: Vec<Pair> = ONE_PROGRAM.iter().map(|program| both(program, &owned(program))).collect();
    // Whose they are tells copies apart, and others where they are one.
    pairs.push(match rule {
        "shared-database-server" => {
            both(&format!("{}, owner: x", ONE_PROGRAM[0]), &format!("{}, owner: y", ONE_PROGRAM[0]))
        }
        _ => both("owner: x", "owner: x"),
    });
    pairs.push(match rule {
        "shared-database-server" => both(
            &format!("{}, in: {{ team: blue }}", ONE_PROGRAM[0]),
            &format!("{}, in: {{ team: green }}", ONE_PROGRAM[0]),
        ),
        "shared-credentials" => both("in: { team: blue }", "in: { team: green }"),
        _ => both("in: { team: blue }", "in: { team: blue }"),
    });
    let job = "kind: job, schedule: daily, owner: y".to_owned();
    pairs.push(([service("owner: x"), job], how.clone(), None));
    let places = match rule {
        "cross-owner-database-access" => ONE_PLACE.map(|place| format!("{place}, owner: x")),
        _ => ONE_PLACE.map(str::to_owned),
    };
    let plain = how.clone().map(|how| how.split(", database").next().unwrap_or_default().to_owned());
    pairs.push(([service("owner: y"), service("owner: z")], plain.clone(), Some(places)));
    let databases = ["server: s, database: one"; 2].map(str::to_owned);
    pairs.push(([service("owner: y"), service("owner: z")], plain, Some(databases)));
    pairs.iter().map(|held| pair(kind, store, held)).collect()
}

/// Four services on one database are one program, unless two of them are copies of one, or mean another place.
fn of_all_services(rule: &str) -> Vec<String> {
    if rule != "distributed-monolith" {
        return Vec::new();
    }
    let four = |third: &str, fourth: &str, stores: &str, last: &str| {
        let edges: String = [("a", "s1"), ("b", "s1"), ("c", last), ("d", last)]
            .map(|(who, store)| format!("  {who}--{store}: {{ kind: data, access: write }}\n"))
            .concat();
        format!(
            "{TEAMS}\nnodes:\n  a: {{ kind: service }}\n  b: {{ kind: service }}\n  c: {{ kind: service{third} }}\n  d: {{ kind: service{fourth} }}\n{stores}edges:\n{edges}"
        )
    };
    let on_one = |third: &str, fourth: &str| four(third, fourth, "  s1: { kind: database }\n", "s1");
    let mut texts: Vec<String> =
        ONE_PROGRAM.iter().map(|program| on_one(&format!(", {program}"), &format!(", {program}"))).collect();
    let copy = |said: &str| format!(", {}, {said}", ONE_PROGRAM[0]);
    texts.push(on_one(&copy("owner: x"), &copy("owner: y")));
    texts.push(on_one(&copy("in: { team: blue }"), &copy("in: { team: green }")));
    let [one, two] = ONE_PLACE;
    let stores = format!("  s1: {{ kind: database, {one} }}\n  s2: {{ kind: database, {two} }}\n");
    texts.push(four("", "", &stores, "s2"));
    texts
}

/// The rules, and what is drawn.
const DRAWN: &[(&[&str], &str)] = &[
    (
        &["distributed-monolith", "hub-service", "layered-by-technology", "single-point-of-failure"],
        "rules: { layered-by-technology: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  dao: { kind: service, replicas: { min: 1 } }
  e: { kind: service }
  f: { kind: service }
  lone: { kind: service }
edges:
  a--dao: { kind: call }
  b--dao: { kind: call }
  c--dao: { kind: call }
  e--f: { kind: call }",
    ),
    (
        &["distributed-monolith"],
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  lone: { kind: service }
edges:
  a--b: { kind: call }
  b--a: { kind: call }
  c--d: { kind: call }",
    ),
    (
        &["single-point-of-failure"],
        "environments: { production: { settings: { production: true } } }
nodes:
  a: { kind: service, replicas: { min: 1 } }
  b: { kind: service }
  people: { kind: client }
edges:
  a--b: { kind: call }
  people--a: { kind: call }",
    ),
    (
        &["nano-service"],
        "rules: { nano-service: { severity: info } }
boundaries: { blue: { kind: team } }
nodes:
  a: { kind: service, in: { team: blue } }
  b: { kind: service, in: { team: blue } }
edges:
  a--b: { kind: call }",
    ),
    (
        &["cross-owner-database-access"],
        "nodes:
  a: { kind: job, schedule: daily, owner: y }
  db: { kind: database, owner: x }
edges:
  a--db: { kind: data, access: read }",
    ),
    (
        &["cache-as-primary-store"],
        "nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  copied: { kind: cache, backup: { schedule: daily, keep: 7d } }
  large: { kind: cache, storage: 1Gi }
  there: { kind: cache, provision: existing }
edges:
  a--copied: { kind: data, access: write }
  b--large: { kind: data, access: write }
  c--there: { kind: data, access: write }",
    ),
    (
        &["missing-persistence"],
        "nodes:
  copied: { kind: database, backup: { schedule: daily, keep: 7d } }
  hosted: { kind: database, engine: dynamodb, image: amazon/dynamodb-local:1.20.0, persistence: false }
  there: { kind: database, existing: { host: db.example.com } }",
    ),
    (
        &["missing-persistence"],
        "environments: { production: { settings: { provision: managed } } }
nodes:
  db: { kind: database, persistence: false }",
    ),
    (
        &["competing-consumers"],
        "rules: { competing-consumers: { severity: warning } }
boundaries: { blue: { kind: team }, green: { kind: team } }
nodes:
  a: { kind: service, in: { team: blue } }
  b: { kind: service, in: { team: green } }
  q: { kind: queue, engine: rabbitmq }
edges:
  a--q: { kind: subscribe }
  b--q: { kind: subscribe }",
    ),
    (
        &["central-bus-misuse"],
        "rules: { central-bus-misuse: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service }
  c: { kind: service }
  d: { kind: service }
  f: { kind: function, triggers: { start: { queue: q } } }
  q: { kind: queue }
edges:
  a--q: { kind: publish }
  b--q: { kind: publish }
  c--q: { kind: subscribe }
  d--q: { kind: subscribe }",
    ),
    (
        &["port-mismatch"],
        "nodes:
  a: { kind: service }
  db: { kind: database, engine: postgres, expose: host, ports: { sql: { number: 5433 } } }
  p: { kind: platform, ports: { http: { number: 8080 } } }
  q: { kind: queue, ports: { amqp: { number: 5672 } } }
edges:
  a--db: { kind: data, port: nowhere }
  a--p: { kind: config, port: nowhere }
  a--p--2: { kind: discovery, port: nowhere }
  a--p--3: { kind: telemetry, port: nowhere }
  a--q: { kind: publish, port: nowhere }
  a--q--2: { kind: subscribe, port: nowhere }",
    ),
    (
        &["too-many-standards"],
        "rules: { too-many-standards: { severity: info, threshold: 1 } }
nodes:
  a: { kind: service, runtime: go }
  b: { kind: service, runtime: rust }
edges:
  a--b: { kind: call, protocol: http }
  b--a: { kind: call, protocol: grpc }",
    ),
    (
        &["retry-amplification"],
        "rules: { retry-amplification: { severity: warning } }
nodes:
  a: { kind: service }
  b: { kind: service, tags: [retry-budget] }
  c: { kind: service }
edges:
  a--b: { kind: call, retries: 3 }
  b--c: { kind: call, retries: 3 }",
    ),
    (
        &["unencrypted-edge"],
        "rules: { unencrypted-edge: { severity: warning } }
boundaries: { back: { kind: network }, front: { kind: network } }
nodes:
  a: { kind: service, in: { network: front } }
  b: { kind: service, in: { network: back } }
edges:
  a--b: { kind: call, tls: false }",
    ),
    (
        &["missing-resource-limits"],
        "settings: { platform: kubernetes }
rules: { missing-resource-limits: { severity: info } }
nodes:
  db: { kind: database, provision: container }",
    ),
    (
        &["invalid-name"],
        "nodes:
  accounting: { kind: service, name: a-service-that-has-a-very-long-name }
  b: { kind: service }
  db: { kind: database, engine: mysql }
  log: { kind: queue, engine: kafka }
  log2: { kind: queue, engine: kafka }
edges:
  accounting--db: { kind: data }
  b--log: { kind: publish, topic: a/b }
  b--log2: { kind: subscribe, topic: a/b }",
    ),
    (
        &["shared-credentials"],
        "nodes:
  a: { kind: service }
  b: { kind: service }
  mail: { kind: queue, engine: rabbitmq }
  post: { kind: queue, engine: rabbitmq }
edges:
  a--post: { kind: publish, credential: guest }
  b--mail: { kind: subscribe, credential: guest }",
    ),
    (
        &["dangling-edge"],
        "nodes:
  a: { kind: service, variables: { SHOP_URL: 'http://shop:8080' } }
  b: { kind: service, name: shop }",
    ),
    (
        &["missing-description"],
        "rules: { missing-description: { severity: info } }
nodes:
  a: { kind: service, description: What it does., build: { context: a } }",
    ),
    (
        &["no-image"],
        "nodes:
  edge: { kind: gateway, engine: own-image }",
    ),
];
