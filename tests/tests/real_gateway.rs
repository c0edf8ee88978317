//! The gateway as a client meets it: the bundle's unmodified configuration, in nginx, in front of neighbours that tell what they were asked.
#![cfg(feature = "real")]

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use journeys::binary::run;
use journeys::tools::find;
use journeys::tools::room::Room;
use journeys::tools::service::furnish;
use serde_json::Value;

/// What a client asks, one after the other; each answer is printed as `name: status headers body` on one line.
const QUESTIONS: &str = r#"
: > /tmp/upstreams.log
python3 /gateway/upstreams.py > /tmp/upstreams.log 2>&1 &
nginx -c /gateway/grpc.conf -e stderr -g 'daemon off;' > /tmp/grpc.log 2>&1 &
tries=0; until grep -q up /tmp/upstreams.log; do sleep 0.1; tries=$((tries + 1)); [ "$tries" -lt 100 ] || { cat /tmp/upstreams.log; exit 1; }; done
nginx -e stderr -g 'daemon off;' > /tmp/access.log 2> /tmp/error.log &
tries=0; until curl -s -o /dev/null http://127.0.0.1:8080/healthz; do sleep 0.1; tries=$((tries + 1)); [ "$tries" -lt 100 ] || { cat /tmp/error.log; exit 1; }; done

ask() { name="$1"; shift; echo "$name: $(curl -s -i --max-time 10 "$@" 2>&1 | tr '\r\n' ' |')"; }
at=http://127.0.0.1:8080
ask plain "$at/plain/a?b=c" -H 'traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
ask posted "$at/plain/x" --data hello
ask deleted -X DELETE "$at/plain/x"
ask stripped "$at/stripped/a/b"
ask nowhere "$at/nothing"
ask tls --insecure https://127.0.0.1:8443/plain/a
ask old-tls --insecure --tls-max 1.1 https://127.0.0.1:8443/plain/a
ask slow "$at/slow"
ask allowed "$at/plain/a" -H 'Origin: https://shop.example.com'
ask stranger "$at/plain/a" -H 'Origin: https://evil.example.com'
ask preflight -X OPTIONS "$at/plain/a" -H 'Origin: https://shop.example.com' -H 'Access-Control-Request-Method: POST'
ask strange-preflight -X OPTIONS "$at/stripped/a" -H 'Origin: https://evil.example.com' -H 'Access-Control-Request-Method: POST'
head -c 11000000 /dev/zero > /tmp/large
head -c 9000000 /dev/zero > /tmp/fits
ask large -X POST "$at/plain/up" --data-binary @/tmp/large -H 'Expect:'
ask fits -X POST "$at/plain/up" --data-binary @/tmp/fits -H 'Expect:'
for i in 1 2 3 4 5 6; do ask "few-$i" "$at/few"; done
ask rpc --http2-prior-knowledge http://127.0.0.1:8080/lab.Echo/Say -H 'content-type: application/grpc' -H 'te: trailers' --data-binary ''
ask rpc-tls --insecure --http2 https://127.0.0.1:8443/lab.Echo/Say -H 'content-type: application/grpc' -H 'te: trailers' --data-binary ''
echo "feed: $(python3 - <<'PY'
import socket
s = socket.create_connection(("127.0.0.1", 8080), timeout=5)
s.sendall(b"GET /feed HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n")
got = s.recv(4096)
s.sendall(b"ping")
while b"gnip" not in got:
    more = s.recv(4096)
    if not more: break
    got += more
print(got.decode().replace("\r\n", " "))
PY
)"
ask spoofed "$at/plain/a" -H 'X-Forwarded-For: 9.9.9.9'

# One of two answers 503: what may be repeated is tried at the other, what may not is not.
: > /tmp/hits
for i in 1 2 3 4 5 6; do ask "flaky-$i" "$at/flaky"; done
: > /tmp/hits
for i in 1 2 3 4 5 6; do curl -s -o /dev/null -X POST "$at/flaky" --data x; done
echo "flaky-posts: $(grep -c POST /tmp/hits)"

# One of two is dead.
for i in 1 2 3 4 5 6 7 8; do ask "pair-$i" "$at/pair"; done
: > /tmp/error.log
for i in 1 2 3 4 5 6 7 8; do ask "spared-$i" "$at/pair"; done
echo "knocked: $(grep -c 127.0.1.7 /tmp/error.log)"
python3 /gateway/upstreams.py one 127.0.1.7 &
back=no
for i in $(seq 60); do case "$(curl -s "$at/pair")" in *127.0.1.7*) back=yes; break ;; esac; sleep 0.5; done
echo "back: $back"

# A neighbour whose name was not known at the start.
ask unknown "$at/later"
python3 -c '
import json
names = json.load(open("/gateway/names.json"))
names["later"] = ["127.0.1.11"]
json.dump(names, open("/tmp/names.json", "w"))'
cp /tmp/names.json /gateway/names.json
known=no
for i in $(seq 60); do case "$(curl -s "$at/later")" in *127.0.1.11*) known=yes; break ;; esac; sleep 0.5; done
echo "known: $known"
echo "log: $(head -1 /tmp/access.log)"
"#;

fn here(name: &str) -> String {
    let at = Path::new(env!("CARGO_MANIFEST_DIR")).join("gateway").join(name);
    fs::read_to_string(&at).unwrap_or_else(|error| panic!("{}: {error}", at.display()))
}

/// Everything that was asked and answered, once for all tests.
fn answers() -> &'static [String] {
    static ASKED: OnceLock<Vec<String>> = OnceLock::new();
    ASKED.get_or_init(|| {
        let folder = tempfile::tempdir().unwrap();
        let out = folder.path().join("bundle");
        let topology = Path::new(env!("CARGO_MANIFEST_DIR")).join("gateway/topology.yaml").display().to_string();
        let ran = run(["synth", &topology, "--out", &out.display().to_string(), "--target", "compose"]);
        assert_eq!(ran.code, 0, "{ran:?}");
        let compose = out.join("compose");
        let secrets = std::process::Command::new("sh").arg(compose.join("scripts/secrets.sh")).status().unwrap();
        assert!(matches!(secrets.code(), Some(0 | 3)), "{secrets}");
        let file: serde_yaml_ng::Value =
            serde_yaml_ng::from_str(&fs::read_to_string(compose.join("compose.yaml")).unwrap()).unwrap();
        let room = Room::new();
        room.bring(&find("nginx"));
        furnish(&room, &compose, &file["services"]["edge"]);
        for name in ["upstreams.py", "names.json", "behaviours.json", "grpc.conf"] {
            room.file(&format!("/gateway/{name}"), &here(name));
        }
        let script = QUESTIONS.replace("nginx -e stderr", "nginx -c /etc/nginx/nginx.conf -e stderr");
        let output = room.run(&script).unwrap_or_else(|words| panic!("{words}"));
        output.lines().map(str::to_owned).collect()
    })
}

/// What came as answer to a question.
#[track_caller]
fn answer(name: &str) -> &'static str {
    let prefix = format!("{name}: ");
    answers()
        .iter()
        .find_map(|line| line.strip_prefix(&prefix))
        .unwrap_or_else(|| panic!("no answer to `{name}`: {:#?}", answers()))
}

#[track_caller]
fn status(name: &str) -> u16 {
    let text = answer(name);
    text.split(' ').nth(1).and_then(|word| word.parse().ok()).unwrap_or_else(|| panic!("{name}: {text}"))
}

/// The value of a header of the answer.
fn header(name: &str, header: &str) -> Option<&'static str> {
    let prefix = format!("{header}: ");
    let mut found = answer(name).split('|').map(str::trim).filter_map(|line| {
        line.get(..prefix.len()).filter(|start| start.eq_ignore_ascii_case(&prefix)).map(|_| &line[prefix.len()..])
    });
    let first = found.next();
    assert!(found.next().is_none(), "{header} stands twice: {}", answer(name));
    first
}

/// What the neighbour was asked.
#[track_caller]
fn asked(name: &str) -> Value {
    let text = answer(name);
    let body = text.find("{\"where\"").map(|at| text[at..].trim_end_matches(['|', ' ']));
    serde_json::from_str(body.unwrap_or_else(|| panic!("{name} reached nobody: {text}"))).unwrap()
}

#[test]
fn each_route_reaches_its_neighbour_with_the_path_that_is_drawn() {
    assert_eq!((&asked("plain")["where"], &asked("plain")["path"]), (&"127.0.1.1".into(), &"/plain/a?b=c".into()));
    assert_eq!((&asked("stripped")["where"], &asked("stripped")["path"]), (&"127.0.1.2".into(), &"/a/b".into()));
    assert_eq!((&asked("posted")["method"], &asked("posted")["length"]), (&"POST".into(), &5.into()));
    assert_eq!((status("deleted"), status("nowhere")), (403, 404));
    assert_eq!(asked("tls")["headers"]["x-forwarded-proto"], "https");
    assert!(answer("old-tls").is_empty(), "{}", answer("old-tls"));
}

#[test]
fn identity_and_trace_are_passed_on_and_nobody_can_pretend_an_address() {
    let seen = asked("plain")["headers"].clone();
    assert_eq!(seen["traceparent"], "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
    assert_eq!(Some(seen["x-request-id"].as_str().unwrap()), header("plain", "X-Request-ID"));
    assert_eq!(asked("spoofed")["headers"]["x-forwarded-for"], "127.0.0.1");
    let line: Value = serde_json::from_str(answer("log")).unwrap();
    assert!(line["status"].is_number() && line["request_id"].is_string(), "{line}");
}

#[test]
fn every_answer_carries_the_security_headers_errors_too() {
    for name in ["plain", "nowhere", "deleted", "slow", "large", "few-6", "unknown", "tls", "preflight"] {
        assert_eq!(header(name, "X-Content-Type-Options"), Some("nosniff"), "{name}");
        assert_eq!(header(name, "X-Frame-Options"), Some("DENY"), "{name}");
        assert_eq!(header(name, "Referrer-Policy"), Some("strict-origin-when-cross-origin"), "{name}");
        assert!(header(name, "Server").is_some_and(|server| server == "nginx" || !server.contains('/')), "{name}");
    }
    assert_eq!(header("tls", "Strict-Transport-Security"), Some("max-age=31536000"));
}

#[test]
fn time_body_and_rate_are_limited() {
    assert_eq!(status("slow"), 504);
    assert_eq!((status("large"), status("fits")), (413, 200));
    let all: Vec<u16> = (1..=6).map(|at| status(&format!("few-{at}"))).collect();
    assert_eq!(all[..3], [200, 200, 200]);
    assert!(all[3..].contains(&429), "{all:?}");
}

#[test]
fn only_the_named_origins_may_call_from_a_browser() {
    assert_eq!(header("allowed", "Access-Control-Allow-Origin"), Some("https://shop.example.com"));
    assert_eq!(header("stranger", "Access-Control-Allow-Origin"), None);
    assert_eq!(status("preflight"), 204);
    assert!(header("preflight", "Access-Control-Allow-Methods").is_some_and(|methods| methods.contains("POST")));
    assert_eq!(header("strange-preflight", "Access-Control-Allow-Origin"), None);
    assert_ne!(status("strange-preflight"), 204);
}

#[test]
fn websockets_and_grpc_come_through() {
    assert!(
        answer("feed").contains("101 Switching Protocols") && answer("feed").contains("gnip"),
        "{}",
        answer("feed")
    );
    for name in ["rpc", "rpc-tls"] {
        assert_eq!(status(name), 200);
        assert_eq!(header(name, "grpc-status"), Some("0"));
        assert_eq!(header(name, "request-seen"), header(name, "X-Request-ID"));
    }
}

#[test]
fn what_may_be_repeated_is_tried_elsewhere_and_what_may_not_is_not() {
    for at in 1..=6 {
        assert_eq!(status(&format!("flaky-{at}")), 200);
    }
    assert_eq!(answer("flaky-posts"), "6");
}

#[test]
fn a_dead_neighbour_is_spared_and_comes_back() {
    for at in 1..=8 {
        assert_eq!((status(&format!("pair-{at}")), status(&format!("spared-{at}"))), (200, 200));
    }
    assert_eq!(answer("knocked"), "0");
    assert_eq!(answer("back"), "yes");
}

#[test]
fn the_gateway_starts_before_a_neighbours_name_is_known() {
    assert!(matches!(status("unknown"), 502 | 503));
    assert_eq!(answer("known"), "yes");
}
