//! The engines run as the bundle says: with its configuration, its start command and its grants job, which may come again; users may do what their edges say, and nothing else.
//!
//! Where an image can't be pulled the same program comes from the machine's packages: PostgreSQL, Redis (also in Valkey's place, which it is the ancestor of) and RabbitMQ. Their versions are older than those of the images; what is tried holds for both.
#![cfg(feature = "real")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use journeys::binary::run;
use journeys::tools::find;
use journeys::tools::room::Room;
use journeys::tools::service::{furnish, program, variables};
use serde_yaml_ng::Value;
use tempfile::TempDir;

/// Two services at one store; `later` is a line that another edge adds tomorrow.
fn document(store: &str, later: bool) -> String {
    let (write, read) = if store.contains("kind: queue") {
        ("kind: publish, topic: t", "kind: subscribe, topic: t")
    } else {
        ("kind: data, access: read-write", "kind: data, access: read")
    };
    let mut text = format!(
        "groundplan: 1\nname: lab\nowner: lab\nnodes:\n  writer: {{ kind: service, image: lab/writer:1 }}\n  reader: {{ kind: service, image: lab/reader:1 }}\n  auditor: {{ kind: service, image: lab/auditor:1 }}\n  store: {store}\nedges:\n  writer--store: {{ {write} }}\n  reader--store: {{ {read} }}\n"
    );
    if later {
        text.push_str(&format!("  auditor--store: {{ {read} }}\n"));
    }
    text
}

fn bundle(store: &str, later: bool) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = folder.path().join("topology.yaml");
    fs::write(&at, document(store, later)).unwrap();
    let out = folder.path().join("bundle");
    let ran = run(["synth", &at.display().to_string(), "--out", &out.display().to_string(), "--target", "compose"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    folder
}

/// A room with everything that the compose file mounts into the store and its grants job, and what starts them.
struct Lab {
    room: Room,
    start: String,
    grants: String,
}

fn lab(store: &str) -> Lab {
    let room = Room::new();
    let held = bundle(store, false);
    let compose = held.path().join("bundle/compose");
    let file: Value = serde_yaml_ng::from_str(&fs::read_to_string(compose.join("compose.yaml")).unwrap()).unwrap();
    let services = &file["services"];
    for service in ["store", "store-grants"] {
        furnish(&room, &compose, &services[service]);
    }
    // Tomorrow's table, beside today's.
    let later = bundle(store, true);
    let table = fs::read_to_string(later.path().join("bundle/compose/grants/store.tsv")).unwrap();
    assert!(table.contains("auditor"), "{table}");
    room.file("/later/users.tsv", &table);
    room.file("/etc/hosts", "127.0.0.1 localhost store\n");
    let mut exports: BTreeMap<String, String> = variables(&services["store-grants"]).into_iter().collect();
    for user in ["writer", "reader", "auditor"] {
        exports.insert(format!("PASSWORD_{}", user.to_uppercase()), format!("password-of-{user}"));
    }
    let exports: Vec<String> = exports.iter().map(|(name, value)| format!("{name}='{value}'")).collect();
    Lab { room, start: program(&services["store"]), grants: format!("export {}\n{HELPERS}", exports.join(" ")) }
}

/// What every script may use: one line for what was asked and what came.
const HELPERS: &str = r#"
export ADMIN_PASSWORD=password-of-admin
grants() { sh /groundplan/grants.sh > /tmp/grants.log 2>&1 && echo "grants: made" || { echo "grants: failed"; cat /tmp/grants.log; }; }
say() { what="$1"; shift; echo "$what: $("$@" 2>&1 | tr '\n' ' ')"; }
await() { tries=0; until "$@" > /dev/null 2>&1; do tries=$((tries + 1)); [ "$tries" -lt 120 ] || { echo "not up: $*"; cat /tmp/server.log; exit 1; }; sleep 0.25; done; }
"#;

fn ran(lab: &Lab, script: &str) -> Vec<String> {
    let output = lab.room.run(&format!("{}\n{script}", lab.grants)).unwrap_or_else(|words| panic!("{words}"));
    output.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[track_caller]
fn said(lines: &[String], what: &str, wanted: &str) {
    let line = lines.iter().find(|line| line.starts_with(&format!("{what}: ")));
    let line = line.unwrap_or_else(|| panic!("nothing was said about `{what}`: {lines:#?}"));
    assert!(line.contains(wanted), "{line}, but {wanted} was expected: {lines:#?}");
}

/// The folder with PostgreSQL's own programs, which distributions keep off the search path.
fn postgres() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let found = versions.map(|entry| entry.path().join("bin")).filter(|bin| bin.join("initdb").is_file()).max();
    found.or_else(|| find("initdb").parent().map(Path::to_owned)).unwrap()
}

fn postgres_as(administrator: &str) -> Vec<String> {
    let lab = lab("{ kind: database, engine: postgres }");
    let start = &lab.start;
    let programs = postgres();
    ran(
        &lab,
        &format!(
            r#"
export PATH="$PATH:{programs}" PGDATA=/var/lib/postgresql/data
printf '%s' "$ADMIN_PASSWORD" > /tmp/password
initdb --username postgres --pwfile /tmp/password --auth scram-sha-256 > /tmp/initdb.log 2>&1 || cat /tmp/initdb.log
{start} > /tmp/server.log 2>&1 &
await pg_isready --quiet --host 127.0.0.1
as() {{ PGPASSWORD="password-of-$1" psql --no-psqlrc -h store -U "$1" -d "${{3:-store}}" -tAc "$2"; }}
PGPASSWORD="$ADMIN_PASSWORD" psql -h store -U postgres -qc "CREATE ROLE cloud LOGIN CREATEROLE CREATEDB PASSWORD '$ADMIN_PASSWORD'"
export ADMIN_USER={administrator}
grants
say "writer makes a table" as writer "CREATE TABLE t (id serial, v text)"
say "writer inserts" as writer "INSERT INTO t (v) VALUES ('a') RETURNING id"
grants
say "reader reads" as reader "SELECT v FROM t"
say "reader inserts" as reader "INSERT INTO t (v) VALUES ('b')"
say "reader deletes" as reader "DELETE FROM t"
say "reader makes a table" as reader "CREATE TABLE u (i int)"
say "auditor before its edge" as auditor "SELECT v FROM t"
export USERS=/later/users.tsv
grants
say "auditor after its edge" as auditor "SELECT v FROM t"
say "auditor updates" as auditor "UPDATE t SET v = 'c'"
say "writer makes another" as writer "CREATE TABLE w AS SELECT 7 AS seven"
say "auditor reads the other" as auditor "SELECT seven FROM w"
say "writer becomes reader" as writer "SET ROLE reader"
say "writer makes a user" as writer "CREATE ROLE mallory"
say "writer in the maintenance database" as writer "SELECT 1" postgres
say "password" env PGPASSWORD=wrong psql -h store -U writer -d store -tAc "SELECT 1"
say "connections" env PGPASSWORD="$ADMIN_PASSWORD" psql -h store -U postgres -tAc "SHOW max_connections"
say "configured" sh -c "sed -n 's/^max_connections = //p' /etc/groundplan/postgresql.conf"
"#,
            programs = programs.display(),
        ),
    )
}

fn postgres_holds(lines: &[String]) {
    assert_eq!(lines.iter().filter(|line| *line == "grants: made").count(), 3, "{lines:#?}");
    said(lines, "writer inserts", "1");
    said(lines, "reader reads", "a");
    for what in ["reader inserts", "reader deletes", "auditor updates"] {
        said(lines, what, "permission denied for table t");
    }
    said(lines, "reader makes a table", "permission denied for schema public");
    said(lines, "auditor before its edge", "password authentication failed");
    said(lines, "auditor after its edge", "a");
    said(lines, "auditor reads the other", "7");
    said(lines, "writer becomes reader", "permission denied to set role");
    said(lines, "writer makes a user", "permission denied to create role");
    said(lines, "password", "password authentication failed");
    let value = |what: &str| {
        let line = lines.iter().find_map(|line| line.strip_prefix(what)).unwrap();
        line.trim().parse::<u32>().unwrap()
    };
    assert_eq!(value("connections: "), value("configured: "));
}

#[test]
fn postgres_users_may_do_what_their_edges_say() {
    let lines = postgres_as("postgres");
    postgres_holds(&lines);
    said(&lines, "writer in the maintenance database", "permission denied for database");
}

#[test]
fn postgres_grants_work_for_an_administrator_who_is_no_superuser() {
    postgres_holds(&postgres_as("cloud"));
}

fn redis_like(engine: &str, kind: &str, kept: bool) {
    let lab = lab(&format!("{{ kind: {kind}, engine: {engine} }}"));
    for part in ["server", "cli"] {
        lab.room.program(&format!("{engine}-{part}"), &find(&format!("redis-{part}")));
    }
    let start = &lab.start;
    let lines = ran(
        &lab,
        &format!(
            r#"
as() {{ user="$1"; shift; REDISCLI_AUTH="password-of-$user" {engine}-cli -h store --user "$user" --no-auth-warning "$@"; }}
admin() {{ REDISCLI_AUTH="$ADMIN_PASSWORD" {engine}-cli -h store "$@"; }}
up() {{ {start} > /tmp/server.log 2>&1 & await sh -c "{engine}-cli -h store ping | grep -qE 'PONG|NOAUTH'"; }}
up
grants
grants
say "nobody" {engine}-cli -h store get key
say "writer writes" as writer set key value
say "reader reads" as reader get key
say "reader writes" as reader set key other
say "reader lists users" as reader acl list
say "writer empties everything" as writer flushall
say "writer configures" as writer config set maxmemory 1
say "memory" admin config get maxmemory-policy
say "auditor before its edge" as auditor get key
export USERS=/later/users.tsv
grants
say "auditor after its edge" as auditor get key
say "stop" admin shutdown
sleep 1
export ADMIN_PASSWORD=another
up
say "admin after a new password" admin ping
say "admin with the old one" env REDISCLI_AUTH=password-of-admin {engine}-cli -h store ping
say "nobody after a restart" {engine}-cli -h store ping
say "auditor after a restart" as auditor get key
"#
        ),
    );
    assert_eq!(lines.iter().filter(|line| *line == "grants: made").count(), 3, "{lines:#?}");
    said(&lines, "nobody", "NOAUTH");
    said(&lines, "writer writes", "OK");
    said(&lines, "reader reads", "value");
    for what in ["reader writes", "reader lists users", "writer empties everything", "writer configures"] {
        said(&lines, what, "NOPERM");
    }
    said(&lines, "memory", if kept { "noeviction" } else { "allkeys-lru" });
    said(&lines, "auditor before its edge", "WRONGPASS");
    said(&lines, "auditor after its edge", "value");
    said(&lines, "admin after a new password", "PONG");
    said(&lines, "admin with the old one", "NOAUTH");
    said(&lines, "nobody after a restart", "NOAUTH");
    let after = lines.iter().find_map(|line| line.strip_prefix("auditor after a restart:")).unwrap();
    assert_eq!(after.trim(), if kept { "value" } else { "" }, "{lines:#?}");
}

#[test]
fn redis_users_may_do_what_their_edges_say_and_outlive_a_restart() {
    redis_like("redis", "cache", false);
}

#[test]
fn valkey_as_a_database_keeps_its_data_too() {
    redis_like("valkey", "database", true);
}

#[test]
fn rabbitmq_users_publish_or_subscribe_as_their_edges_say() {
    let lab = lab("{ kind: queue, engine: rabbitmq }");
    for program in ["amqp-publish", "curl", "rabbitmq-server"] {
        assert!(find(program).is_file());
    }
    // What the image's entry point does with its two variables.
    lab.room
        .file("/etc/rabbitmq/conf.d/10-defaults.conf", "default_user = groundplan\ndefault_pass = password-of-admin\n");
    lab.room.file("/etc/rabbitmq/enabled_plugins", "[rabbitmq_management].\n");
    let lines = ran(
        &lab,
        r#"
export HOME=/var/lib/rabbitmq RABBITMQ_NODENAME=rabbit@localhost
for server in /usr/lib/rabbitmq/lib/*/sbin/rabbitmq-server; do :; done
# A server older than the image's refuses to start with this key.
case "$server" in */rabbitmq_server-3.*) sed -i '/^default_queue_type = /d' /etc/rabbitmq/conf.d/20-groundplan.conf ;; esac
"$server" > /tmp/server.log 2>&1 &
await curl --silent http://store:15672/
as() { user="$1" program="$2"; shift 2; "$program" -u "amqp://$user:password-of-$user@store" "$@"; }
grants
grants
say "writer makes a queue" as writer amqp-declare-queue --queue t
say "writer publishes" as writer amqp-publish --routing-key t --body hello
say "reader subscribes" as reader amqp-get --queue t
say "reader publishes" as reader amqp-publish --routing-key t --body no
say "writer subscribes" as writer amqp-get --queue t
say "auditor before its edge" as auditor amqp-get --queue t
as writer amqp-publish --routing-key t --body again
export USERS=/later/users.tsv
grants
say "auditor after its edge" as auditor amqp-get --queue t
say "writer over the management API" curl --silent --user writer:password-of-writer http://store:15672/api/users
say "memory" sh -c "grep -o 'Memory high watermark set to [0-9]* MiB' /tmp/server.log"
say "configured" sh -c "sed -n 's/^vm_memory_high_watermark.absolute = //p' /etc/rabbitmq/conf.d/20-groundplan.conf"
"#,
    );
    assert_eq!(lines.iter().filter(|line| *line == "grants: made").count(), 3, "{lines:#?}");
    said(&lines, "reader subscribes", "hello");
    said(&lines, "writer makes a queue", "t");
    for what in ["reader publishes", "writer subscribes"] {
        said(&lines, what, "ACCESS_REFUSED");
    }
    said(&lines, "auditor before its edge", "ACCESS_REFUSED");
    said(&lines, "auditor after its edge", "again");
    said(&lines, "writer over the management API", "not_authorised");
}
