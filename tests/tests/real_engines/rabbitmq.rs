//! RabbitMQ.

use journeys::tools::find;

use crate::lab::{lab, put_back, ran, said};

#[test]
fn rabbitmq_users_publish_or_subscribe_as_their_edges_say() {
    let lab = lab("{ kind: queue, engine: rabbitmq }");
    for program in ["amqp-publish", "curl", "rabbitmq-server"] {
        assert!(find(program).is_file());
    }
    // What the image's entry point does with its two variables.
    lab.room
        .file("/etc/rabbitmq/conf.d/10-defaults.conf", "default_user = groundplan\ndefault_pass = password-of-admin\n");
    lab.room.file("/etc/rabbitmq/enabled_plugins", "[rabbitmq_management,rabbitmq_prometheus].\n");
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
say "metrics" sh -c "curl --silent http://store:15692/metrics | grep ^rabbitmq_queue_messages_ready"
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
    said(&lines, "metrics", "rabbitmq_queue_messages_ready");
}
