//! NATS.

use std::fs;

use journeys::tools::find;

use crate::lab::{bundle, lab, ran, said};

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
