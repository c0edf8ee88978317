//! MariaDB.

use journeys::tools::find;

use crate::lab::{lab, put_back, ran, said};

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
say "monitor looks" as groundplan_monitor "SHOW GLOBAL STATUS LIKE 'Uptime'; SHOW SLAVE STATUS; SHOW BINARY LOGS; SELECT count(*) > 0 FROM performance_schema.global_status" information_schema
say "monitor reads" as groundplan_monitor "SELECT v FROM t"
say "copier reads" as groundplan_backup "SELECT v FROM t"
say "copier deletes" as groundplan_backup "DELETE FROM t"
say "copier makes a user" as groundplan_backup "CREATE USER mallory"
say "writer makes a routine" as writer "CREATE PROCEDURE seven() SELECT 7"
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
say "writer calls the routine" as writer "CALL seven()"
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
    said(&lines, "monitor looks", "Uptime");
    assert!(!lines.iter().any(|line| line.starts_with("monitor looks: ") && line.contains("ERROR 1227")), "{lines:#?}");
    said(&lines, "monitor reads", "Access denied");
    said(&lines, "copier reads", "a");
    said(&lines, "copier deletes", "command denied to user");
    said(&lines, "copier makes a user", "ERROR 1227");
    said(&lines, "writer calls the routine", "7");
    let value = |what: &str| lines.iter().find_map(|line| line.strip_prefix(what)).unwrap().trim().to_owned();
    assert_eq!(value("connections:"), value("configured:"));
    assert_eq!(value("pool:"), value("configured pool:"));
    assert_eq!(value("complaints:"), "", "{lines:#?}");
    said(&lines, "writer after the copy", "2");
    said(&lines, "auditor of the empty server", "doesn't exist");
    assert_eq!(value("auditor after the restore:"), "a");
    said(&lines, "writer after the restore", "2");
}
