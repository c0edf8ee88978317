//! The engines run as the bundle says: with its configuration, its start command and its grants job, which may come again; users may do what their edges say, and nothing else.
//!
//! Where an image can't be pulled the same program comes from the machine's packages: PostgreSQL, MariaDB, Redis (also in Valkey's place, which it is the ancestor of), RabbitMQ and NATS. Each is also destroyed and put back from a copy. Their versions are older than those of the images; what is tried holds for both.
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
    for service in ["store", "store-grants", "store-backup"] {
        furnish(&room, &compose, &services[service]);
    }
    // Tomorrow's table, beside today's.
    let later = bundle(store, true);
    if services.get("store-grants").is_some() {
        let table = fs::read_to_string(later.path().join("bundle/compose/grants/store.tsv")).unwrap();
        assert!(table.contains("auditor"), "{table}");
        room.file("/later/users.tsv", &table);
    }
    room.file("/etc/hosts", "127.0.0.1 localhost store\n");
    let mut exports: BTreeMap<String, String> = variables(&services["store-grants"]).into_iter().collect();
    for user in ["writer", "reader", "auditor"] {
        exports.insert(format!("PASSWORD_{}", user.to_uppercase()), format!("password-of-{user}"));
    }
    let exports: Vec<String> = exports.iter().map(|(name, value)| format!("{name}='{value}'")).collect();
    let of_copies: Vec<String> =
        variables(&services["store-backup"]).iter().map(|(name, value)| format!("{name}='{value}'")).collect();
    let grants =
        format!("export {}\n{HELPERS}{}", exports.join(" "), COPIES.replace("VARIABLES", &of_copies.join(" ")));
    Lab { room, start: program(&services["store"]), grants }
}

/// What every script may use: one line for what was asked and what came.
const HELPERS: &str = r#"
export ADMIN_PASSWORD=password-of-admin
grants() { sh /groundplan/grants.sh > /tmp/grants.log 2>&1 && echo "grants: made" || { echo "grants: failed"; cat /tmp/grants.log; }; }
say() { what="$1"; shift; echo "$what: $("$@" 2>&1 | tr '\n' ' ')"; }
await() { tries=0; until "$@" > /dev/null 2>&1; do tries=$((tries + 1)); [ "$tries" -lt 120 ] || { echo "not up: $*"; cat /tmp/server.log; exit 1; }; sleep 0.25; done; }
"#;

/// The service that copies, with its own variables.
const COPIES: &str = r#"
copies() { env VARIABLES sh /groundplan/copies.sh "$@" > /tmp/copies.log 2>&1 && echo "copies $1: done" || { echo "copies $1: failed"; cat /tmp/copies.log; }; }
"#;

fn ran(lab: &Lab, script: &str) -> Vec<String> {
    let output = lab.room.run(&format!("{}\n{script}", lab.grants)).unwrap_or_else(|words| panic!("{words}"));
    output.lines().map(|line| line.trim_end().to_owned()).collect()
}

#[track_caller]
fn said(lines: &[String], what: &str, wanted: &str) {
    let line = lines.iter().find(|line| line.starts_with(&format!("{what}: ")));
    let line = line.unwrap_or_else(|| panic!("nothing was said about `{what}`: {lines:#?}"));
    assert!(line[what.len() + 2..].contains(wanted), "{line}, but {wanted} was expected: {lines:#?}");
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
export PATH="$PATH:{programs}" PGDATA=/var/lib/postgresql/server
printf '%s' "$ADMIN_PASSWORD" > /tmp/password
up() {{
  initdb --username postgres --pwfile /tmp/password --auth scram-sha-256 > /tmp/initdb.log 2>&1 || cat /tmp/initdb.log
  {start} > /tmp/server.log 2>&1 &
  server="$!"
  await pg_isready --quiet --host 127.0.0.1
}}
up
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
copies take
say "writer after the copy" as writer "INSERT INTO t (v) VALUES ('late') RETURNING v"
kill -INT "$server"
wait "$server"
rm -rf "$PGDATA"
up
PGPASSWORD="$ADMIN_PASSWORD" psql -h store -U postgres -qc "CREATE ROLE cloud LOGIN CREATEROLE CREATEDB PASSWORD '$ADMIN_PASSWORD'"
grants
say "auditor of the empty server" as auditor "SELECT v FROM t"
copies restore
say "auditor after the restore" as auditor "SELECT string_agg(v, '+') FROM t"
say "auditor of the other after the restore" as auditor "SELECT seven FROM w"
say "reader inserts after the restore" as reader "INSERT INTO t (v) VALUES ('b')"
say "writer after the restore" as writer "INSERT INTO t (v) VALUES ('new') RETURNING id"
grants
say "reader reads after the restore" as reader "SELECT count(*) FROM t"
"#,
            programs = programs.display(),
        ),
    )
}

/// The copy was taken and put back.
#[track_caller]
fn put_back(lines: &[String]) {
    said(lines, "copies take", "done");
    said(lines, "copies restore", "done");
}

fn postgres_holds(lines: &[String]) {
    assert_eq!(lines.iter().filter(|line| *line == "grants: made").count(), 5, "{lines:#?}");
    put_back(lines);
    said(lines, "auditor of the empty server", "does not exist");
    said(lines, "auditor after the restore", "a");
    assert!(!lines.iter().any(|line| line.contains("a+late")), "{lines:#?}");
    said(lines, "auditor of the other after the restore", "7");
    said(lines, "reader inserts after the restore", "permission denied for table t");
    said(lines, "writer after the restore", "2");
    said(lines, "reader reads after the restore", "2");
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
copies take
say "stop again" admin shutdown
sleep 1
rm -rf /data/*
up
grants
say "auditor of the empty server" as auditor get key
admin set later 1
copies restore
say "auditor after the restore" as auditor get key
say "what came later" as auditor get later
"#
        ),
    );
    assert_eq!(lines.iter().filter(|line| *line == "grants: made").count(), 4, "{lines:#?}");
    let last = |what: &str| lines.iter().find_map(|line| line.strip_prefix(what)).unwrap().trim();
    assert_eq!(last("auditor of the empty server:"), "");
    if kept {
        put_back(&lines);
        assert_eq!(last("auditor after the restore:"), "value");
        assert_eq!(last("what came later:"), "");
    }
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
up() { "$server" > /tmp/server.log 2>&1 & await curl --silent http://store:15672/; }
up
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
copies take
rabbitmqctl stop > /dev/null 2>&1 || "${server%-server}ctl" stop > /tmp/stop.log 2>&1
sleep 3
rm -rf /var/lib/rabbitmq/mnesia
up
grants
say "queues of the empty server" curl --silent --user groundplan:password-of-admin http://store:15672/api/queues
copies restore
grants
say "queues after the restore" curl --silent --user groundplan:password-of-admin http://store:15672/api/queues
as writer amqp-publish --routing-key t --body back
say "reader after the restore" as reader amqp-get --queue t
"#,
    );
    assert_eq!(lines.iter().filter(|line| *line == "grants: made").count(), 5, "{lines:#?}");
    put_back(&lines);
    said(&lines, "queues of the empty server", "[]");
    said(&lines, "queues after the restore", "\"name\":\"t\"");
    said(&lines, "reader after the restore", "back");
    said(&lines, "reader subscribes", "hello");
    said(&lines, "writer makes a queue", "t");
    for what in ["reader publishes", "writer subscribes"] {
        said(&lines, what, "ACCESS_REFUSED");
    }
    said(&lines, "auditor before its edge", "ACCESS_REFUSED");
    said(&lines, "auditor after its edge", "again");
    said(&lines, "writer over the management API", "not_authorised");
}

#[test]
fn mariadb_users_may_do_what_their_edges_say() {
    let lab = lab("{ kind: database, engine: mariadb, database: the_store }");
    assert!(find("mariadbd").is_file() && find("mariadb-dump").is_file());
    // What the image's own file does.
    lab.room.file("/etc/mysql/my.cnf", "!includedir /etc/mysql/conf.d/\n");
    let lines = ran(
        &lab,
        r#"
up() {
  mariadb-install-db --no-defaults --datadir=/var/lib/mysql --auth-root-authentication-method=normal --skip-test-db > /tmp/install.log 2>&1 || cat /tmp/install.log
  mariadbd --bind-address=0.0.0.0 > /tmp/server.log 2>&1 &
  server="$!"
  await mariadb --no-defaults --socket /run/mysqld/mysqld.sock --user root --execute "SELECT 1"
  # What the image's entry point does with its variable.
  mariadb --no-defaults --socket /run/mysqld/mysqld.sock --user root --execute "CREATE USER root@'%' IDENTIFIED BY '$ADMIN_PASSWORD'; GRANT ALL ON *.* TO root@'%' WITH GRANT OPTION; DROP USER root@'127.0.0.1', root@'::1'; DROP USER IF EXISTS ''@localhost"
}
up
as() { mariadb --no-defaults --protocol tcp --host store --user "$1" --password="password-of-$1" --skip-column-names --batch "${3:-the_store}" --execute "$2"; }
admin() { mariadb --no-defaults --protocol tcp --host store --user root --password="$ADMIN_PASSWORD" --skip-column-names --batch --execute "$1"; }
grants
say "writer makes a table" as writer "CREATE TABLE t (id INT AUTO_INCREMENT PRIMARY KEY, v TEXT)"
say "writer inserts" as writer "INSERT INTO t (v) VALUES ('a'); SELECT id FROM t"
grants
say "reader reads" as reader "SELECT v FROM t"
say "reader inserts" as reader "INSERT INTO t (v) VALUES ('b')"
say "reader deletes" as reader "DELETE FROM t"
say "reader makes a table" as reader "CREATE TABLE u (i INT)"
say "auditor before its edge" as auditor "SELECT v FROM t"
export USERS=/later/users.tsv
grants
say "auditor after its edge" as auditor "SELECT v FROM t"
say "auditor updates" as auditor "UPDATE t SET v = 'c'"
say "writer makes a user" as writer "CREATE USER mallory"
say "writer makes a database" as writer "CREATE DATABASE another"
say "writer in the server's own tables" as writer "SELECT user FROM user" mysql
admin "CREATE DATABASE theXstore; CREATE TABLE theXstore.z (i INT)"
say "writer in a database of a like name" as writer "SELECT i FROM z" theXstore
say "writer reads a file" as writer "SELECT LOAD_FILE('/etc/passwd')"
say "password" mariadb --no-defaults --protocol tcp --host store --user writer --password=wrong --execute "SELECT 1"
say "connections" admin "SELECT @@max_connections"
say "configured" sh -c "sed -n 's/^max_connections = //p' /etc/mysql/conf.d/groundplan.cnf"
say "pool" admin "SELECT @@innodb_buffer_pool_size DIV 1048576"
say "configured pool" sh -c "sed -n 's/^innodb_buffer_pool_size = \([0-9]*\)M/\1/p' /etc/mysql/conf.d/groundplan.cnf"
say "complaints" sh -c "grep -iE 'unknown variable|deprecated|\[ERROR\]' /tmp/server.log"
# Rights that an edge no longer gives are taken away.
sed 's/\tread-write\t/\tread\t/' /later/users.tsv > /tmp/lowered.tsv
USERS=/tmp/lowered.tsv grants
say "writer after its edge was lowered" as writer "INSERT INTO t (v) VALUES ('d')"
grants
copies take
say "writer after the copy" as writer "INSERT INTO t (v) VALUES ('late'); SELECT count(*) FROM t"
kill "$server"
wait "$server"
rm -rf /var/lib/mysql/*
up
grants
say "auditor of the empty server" as auditor "SELECT v FROM t"
copies restore
say "auditor after the restore" as auditor "SELECT group_concat(v) FROM t"
say "reader inserts after the restore" as reader "INSERT INTO t (v) VALUES ('b')"
say "writer after the restore" as writer "INSERT INTO t (v) VALUES ('new'); SELECT max(id) FROM t"
"#,
    );
    assert_eq!(lines.iter().filter(|line| *line == "grants: made").count(), 6, "{lines:#?}");
    put_back(&lines);
    said(&lines, "writer inserts", "1");
    said(&lines, "reader reads", "a");
    for what in [
        "reader inserts",
        "reader deletes",
        "auditor updates",
        "writer after its edge was lowered",
        "reader inserts after the restore",
    ] {
        said(&lines, what, "command denied to user");
    }
    said(&lines, "reader makes a table", "CREATE command denied");
    said(&lines, "auditor before its edge", "Access denied");
    said(&lines, "auditor after its edge", "a");
    for what in [
        "writer makes a user",
        "writer makes a database",
        "writer in the server's own tables",
        "writer in a database of a like name",
        "password",
    ] {
        said(&lines, what, "ERROR 1");
    }
    said(&lines, "writer reads a file", "NULL");
    let value = |what: &str| lines.iter().find_map(|line| line.strip_prefix(what)).unwrap().trim().to_owned();
    assert_eq!(value("connections:"), value("configured:"));
    assert_eq!(value("pool:"), value("configured pool:"));
    assert_eq!(value("complaints:"), "", "{lines:#?}");
    said(&lines, "writer after the copy", "2");
    said(&lines, "auditor of the empty server", "doesn't exist");
    assert_eq!(value("auditor after the restore:"), "a");
    said(&lines, "writer after the restore", "2");
}

#[test]
fn nats_users_publish_or_subscribe_as_their_edges_say() {
    let lab = lab("{ kind: queue, engine: nats }");
    assert!(find("nats-server").is_file() && find("curl").is_file());
    let later = bundle("{ kind: queue, engine: nats }", true);
    let configuration = fs::read_to_string(later.path().join("bundle/compose/engines/store/nats.conf")).unwrap();
    lab.room.file("/later/nats.conf", &configuration);
    let start = &lab.start;
    let lines = ran(
        &lab,
        &format!(
            r#"
export NATS_ADMIN_PASSWORD="$ADMIN_PASSWORD"
up() {{ {start} > /tmp/server.log 2>&1 & server="$!"; await curl --silent --fail http://127.0.0.1:8222/healthz; }}
login() {{
  printf 'CONNECT {{"user":"%s","pass":"%s","verbose":false,"pedantic":false}}\r\n%sPING\r\n' "$1" "$2" "$3" |
    timeout 3 curl --silent --no-buffer --max-time 1 telnet://store:4222
}}
as() {{ login "$1" "password-of-$1" "$2"; }}
crlf="$(printf '\r\nx')"
crlf="${{crlf%x}}"
up
say "writer publishes" as writer "PUB t 5${{crlf}}hello${{crlf}}"
say "writer publishes elsewhere" as writer "PUB other 5${{crlf}}hello${{crlf}}"
say "writer subscribes" as writer "SUB t 1${{crlf}}"
say "reader subscribes" as reader "SUB t 1${{crlf}}"
say "reader subscribes elsewhere" as reader "SUB other 1${{crlf}}"
say "reader publishes" as reader "PUB t 5${{crlf}}hello${{crlf}}"
say "nobody" sh -c 'printf "CONNECT {{}}\r\nPING\r\n" | timeout 3 curl --silent --no-buffer --max-time 1 telnet://store:4222'
say "auditor before its edge" as auditor "SUB t 1${{crlf}}"
say "the administrator asks JetStream" login groundplan "$ADMIN_PASSWORD" "SUB _INBOX.a 1${{crlf}}PUB \$JS.API.INFO _INBOX.a 0${{crlf}}${{crlf}}"
kill "$server"
wait "$server"
cp /later/nats.conf /etc/groundplan/nats.conf
up
say "auditor after its edge" as auditor "SUB t 1${{crlf}}"
say "auditor publishes" as auditor "PUB t 5${{crlf}}hello${{crlf}}"
say "complaints" sh -c "grep -E '\\[(ERR|WRN|FTL)\\]' /tmp/server.log | grep -v -i -E 'violation|authentication|plaintext|resolved properly'"
"#
        ),
    );
    said(&lines, "writer publishes", "PONG");
    said(&lines, "reader subscribes", "PONG");
    said(&lines, "writer publishes elsewhere", "Permissions Violation for Publish to \"other\"");
    said(&lines, "writer subscribes", "Permissions Violation for Subscription to \"t\"");
    said(&lines, "reader subscribes elsewhere", "Permissions Violation for Subscription to \"other\"");
    said(&lines, "reader publishes", "Permissions Violation for Publish to \"t\"");
    said(&lines, "nobody", "Authorization Violation");
    said(&lines, "auditor before its edge", "Authorization Violation");
    said(&lines, "auditor after its edge", "PONG");
    said(&lines, "auditor publishes", "Permissions Violation");
    said(&lines, "the administrator asks JetStream", "max_storage");
    let complaints = lines.iter().find_map(|line| line.strip_prefix("complaints:")).unwrap();
    assert_eq!(complaints.trim(), "", "{lines:#?}");
    for what in ["writer publishes", "reader subscribes", "auditor after its edge"] {
        let line = lines.iter().find(|line| line.starts_with(&format!("{what}: "))).unwrap();
        assert!(!line.contains("-ERR"), "{line}");
    }
}
