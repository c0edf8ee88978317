//! Redis, also in Valkey's place.

use journeys::tools::find;

use crate::lab::{lab, put_back, ran, said};

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
say "monitor looks" sh -c "REDISCLI_AUTH=password-of-groundplan_monitor {engine}-cli -h store --user groundplan_monitor --no-auth-warning info server | grep tcp_port"
say "monitor reads" as groundplan_monitor get key
say "monitor configures" as groundplan_monitor config set maxmemory 1
say "copier reads" as groundplan_backup get key
say "copier empties everything" as groundplan_backup flushall
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
    said(&lines, "monitor looks", "6379");
    for what in ["monitor reads", "monitor configures"] {
        said(&lines, what, "NOPERM");
    }
    for what in ["copier reads", "copier empties everything"] {
        said(&lines, what, if kept { "NOPERM" } else { "WRONGPASS" });
    }
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
