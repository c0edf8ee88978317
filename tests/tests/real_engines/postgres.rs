//! PostgreSQL, as a superuser and as an administrator of a cloud.

use std::fs;
use std::path::{Path, PathBuf};

use journeys::tools::find;
use journeys::tools::service::{program, variables};
use serde_yaml_ng::Value;

use crate::lab::{bundle, lab, put_back, ran, said};

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
say "monitor looks" as groundplan_monitor "SELECT count(*) > 0 FROM pg_stat_activity WHERE query IS NOT NULL" postgres
say "monitor reads" as groundplan_monitor "SELECT v FROM t"
say "copier reads" as groundplan_backup "SELECT v FROM t"
say "copier writes" as groundplan_backup "SET TRANSACTION READ WRITE; INSERT INTO t (v) VALUES ('x')"
say "copier makes a user" as groundplan_backup "SET TRANSACTION READ WRITE; CREATE ROLE mallory"
say "writer keeps a large object" as writer "SELECT lo_from_bytea(0, 'large') > 0"
grants
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
say "large object after the restore" as writer "SELECT convert_from(lo_get(oid), 'UTF8') FROM pg_largeobject_metadata"
say "reader inserts after the restore" as reader "INSERT INTO t (v) VALUES ('b')"
say "writer after the restore" as writer "INSERT INTO t (v) VALUES ('new') RETURNING id"
grants
say "reader reads after the restore" as reader "SELECT count(*) FROM t"
"#,
            programs = programs.display(),
        ),
    )
}

fn postgres_holds(lines: &[String]) {
    assert_eq!(lines.iter().filter(|line| *line == "grants: made").count(), 6, "{lines:#?}");
    put_back(lines);
    said(lines, "auditor of the empty server", "does not exist");
    said(lines, "monitor looks", "t");
    said(lines, "copier reads", "a");
    said(lines, "monitor reads", "permission denied");
    said(lines, "copier writes", "permission denied for table t");
    said(lines, "copier makes a user", "permission denied to create role");
    said(lines, "large object after the restore", "large");
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

#[test]
fn postgres_is_reached_through_its_pooler() {
    let store = "{ kind: database, engine: postgres, pooler: true }";
    let lab = lab(store);
    assert!(find("pgbouncer").is_file());
    let compose = bundle(store, false);
    let file = fs::read_to_string(compose.path().join("bundle/compose/compose.yaml")).unwrap();
    let pooler = serde_yaml_ng::from_str::<Value>(&file).unwrap()["services"]["store-pooler"].clone();
    for (name, value) in variables(&pooler) {
        lab.room.file(&format!("/pooler/{name}"), &value);
    }
    let lines = ran(
        &lab,
        &format!(
            r#"
export PATH="$PATH:{programs}" PGDATA=/var/lib/postgresql/server
printf '%s' "$ADMIN_PASSWORD" > /tmp/password
initdb --username postgres --pwfile /tmp/password --auth scram-sha-256 > /tmp/initdb.log 2>&1 || cat /tmp/initdb.log
{start} > /tmp/server.log 2>&1 &
await pg_isready --quiet --host 127.0.0.1
grants
export POOLER_SETTINGS="$(cat /pooler/POOLER_SETTINGS)" POOLER_USERS="$(cat /pooler/POOLER_USERS)"
# A pooler older than the image's warns of this key and refuses it.
case "$(pgbouncer --version)" in "PgBouncer 1.1"* | "PgBouncer 1.20"*)
  POOLER_SETTINGS="$(printf '%s\n' "$POOLER_SETTINGS" | sed '/^max_prepared_statements = /d')" ;;
esac
{pooler} > /tmp/pooler.log 2>&1 &
await pg_isready --quiet --host store --port 6432
as() {{ PGPASSWORD="password-of-$1" psql --no-psqlrc -h store -p 6432 -U "$1" -d "${{3:-store}}" -tAc "$2"; }}
say "writer makes a table" as writer "CREATE TABLE t (id serial, v text)"
say "writer inserts" as writer "INSERT INTO t (v) VALUES ('a') RETURNING v"
grants
say "reader reads" as reader "SELECT v FROM t"
say "reader inserts" as reader "INSERT INTO t (v) VALUES ('b')"
say "who is not drawn" as auditor "SELECT 1"
say "the administrator" env PGPASSWORD="$ADMIN_PASSWORD" psql -h store -p 6432 -U postgres -d store -tAc "SELECT 1"
say "another database" as writer "SELECT 1" postgres
say "password" env PGPASSWORD=wrong psql -h store -p 6432 -U writer -d store -tAc "SELECT 1"
# More callers at a time than the server has connections.
for caller in $(seq 60); do
  {{ as writer "SELECT 'served' FROM pg_sleep(0.2)" >> /tmp/served 2>&1; }} &
  callers="${{callers:-}} $!"
done
for caller in $callers; do wait "$caller"; done
say "callers" sh -c "grep -c served /tmp/served"
say "at the server" env PGPASSWORD="$ADMIN_PASSWORD" psql -h store -U postgres -tAc "SELECT count(*) FROM pg_stat_activity WHERE usename = 'writer'"
say "pool" sh -c "sed -n 's/^default_pool_size = //p' /tmp/pgbouncer.ini"
say "complaints" sh -c "grep -E ' (WARNING|ERROR|FATAL) ' /tmp/pooler.log | grep -vE '(password|SASL) authentication failed|no such database: postgres'"
"#,
            programs = postgres().display(),
            start = lab.start,
            pooler = program(&pooler),
        ),
    );
    said(&lines, "writer makes a table", "CREATE TABLE");
    said(&lines, "writer inserts", "a");
    said(&lines, "reader reads", "a");
    said(&lines, "reader inserts", "permission denied for table t");
    for what in ["who is not drawn", "the administrator", "another database", "password"] {
        said(&lines, what, "FATAL");
    }
    let value = |what: &str| lines.iter().find_map(|line| line.strip_prefix(what)).unwrap().trim().to_owned();
    assert_eq!(value("callers:"), "60", "{lines:#?}");
    let number = |what: &str| value(what).parse::<u32>().unwrap();
    assert!(number("at the server:") <= number("pool:"), "{lines:#?}");
    assert_eq!(value("complaints:"), "", "{lines:#?}");
}
