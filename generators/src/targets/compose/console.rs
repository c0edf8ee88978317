//! A page to look at stored data by hand while developing: a service in the profile `admin`.

use topology::yaml::Item;

use super::service::{condition, harden, publish};
use crate::catalogue;
use crate::items::{Entries, put};
use crate::plan::Instance;

/// The first port of this machine that such a page is looked for at.
pub(super) const FIRST_PORT: u16 = 18_080;

/// The name of the service.
pub(super) fn name(instance: &Instance) -> String {
    format!("{}-console", instance.name.value)
}

/// The service, for an engine that has such a page; it is published at `port` on this machine alone.
pub(super) fn service(instance: &Instance, port: u16) -> Option<Item> {
    let console = catalogue::engine(&instance.engine.value)?.console.as_ref()?;
    let mut entries = Entries::new();
    put(&mut entries, "image", Item::text(console.image.image().reference()));
    put(&mut entries, "profiles", Item::list(["admin"]).flow());
    put(&mut entries, "user", Item::text(format!("{0}:{0}", console.image.user)));
    put(&mut entries, "environment", Item::map([(console.host_variable.as_str(), instance.name.as_str())]));
    let published = publish(&port.to_string(), console.port, "127.0.0.1");
    put(&mut entries, "ports", Item::list([published.comment("for a browser on this machine alone")]));
    let networks = Item::list([format!("to-{}", instance.id), "edge".to_owned()]).flow();
    put(&mut entries, "networks", networks);
    put(&mut entries, "depends_on", Item::map([(instance.name.as_str(), condition("service_healthy"))]));
    put(&mut entries, "restart", "no");
    harden(&mut entries, &["/tmp".to_owned()]);
    let reason = format!("A page to look at {}: docker compose --profile admin up", instance.name.value);
    Some(
        Item::from(entries).comment(reason).subject(format!("node:{}", instance.nodes.first().unwrap_or(&instance.id))),
    )
}
