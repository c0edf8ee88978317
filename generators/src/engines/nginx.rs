//! The nginx gateway's configuration, for every target that runs it.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{Error as IoError, Write};
use std::sync::LazyLock;

use serde::Serialize;
use tera::{Context, Tera};
use topology::document::{Id, Protocol};

use crate::error::Error;
use crate::file::{File, Span};
use crate::plan::{Gateway, Route, Workload};

const TEMPLATE: &str = include_str!("../../../assets/gateways/nginx/nginx.conf.tera");
const PLACE: &str = "gateways/nginx/nginx.conf.tera";

/// The template, parsed once, with an escaping that nothing gets round.
static PARSED: LazyLock<Result<Tera, String>> = LazyLock::new(|| {
    let mut tera = Tera::default();
    tera.autoescape_on(vec![".conf"]);
    tera.set_escape_fn(escape);
    tera.add_raw_template("nginx.conf", TEMPLATE).map_err(|error| error.to_string())?;
    Ok(tera)
});

/// The path in the container.
pub const PATH: &str = "/etc/nginx/nginx.conf";
/// The port that speaks TLS, where the gateway itself does.
pub const TLS_PORT: u16 = 8443;

/// What differs between the places where a gateway runs.
#[derive(Debug, Clone, Copy, Default)]
pub struct Surroundings<'a> {
    /// Whether the gateway itself speaks TLS, with `/etc/nginx/tls/tls.crt` and `.key`.
    pub tls: bool,
    /// The resolver that is asked while running; without one, names are looked up at the start alone.
    pub resolver: Option<&'a str>,
    /// Whether a load balancer stands in front, which alone reaches the gateway and says who asked, and how.
    pub behind: bool,
}

#[derive(Serialize)]
struct Zone {
    name: String,
    per_second: u32,
    burst: u32,
}

#[derive(Serialize)]
struct Upstream {
    name: String,
    host: String,
    port: u16,
}

#[derive(Serialize)]
struct Server {
    name: String,
    default: bool,
    grpc: bool,
    catch_all: bool,
    routes: Vec<Location>,
}

#[derive(Serialize)]
struct Location {
    edge: String,
    path: String,
    upstream: String,
    target_path: String,
    methods: String,
    grpc: bool,
    connect_ms: u32,
    timeout_ms: u32,
    retries: u32,
    limit: Option<Zone>,
}

/// The configuration of a gateway. `host` gives the name under which a neighbour is reached.
///
/// # Errors
/// [`Error::Internal`] where the template does not render, or a value holds a character that has a meaning in the configuration; the document's grammars leave none.
pub fn render(
    workload: &Workload,
    gateway: &Gateway,
    around: Surroundings<'_>,
    mut host: impl FnMut(&Id) -> String,
) -> Result<File, Error> {
    let mut upstreams: BTreeMap<String, Upstream> = BTreeMap::new();
    let mut zones: Vec<Zone> = Vec::new();
    let limit = gateway.rate_limit.as_ref().map(|limit| zone("gateway", limit.value));
    zones.extend(gateway.rate_limit.as_ref().map(|limit| zone("gateway", limit.value)));
    let hosts: BTreeSet<Option<&str>> =
        gateway.routes.iter().map(|route| route.host.as_ref().map(|host| host.value.as_str())).chain([None]).collect();
    for route in &gateway.routes {
        let name = upstream(route);
        let held = Upstream { host: host(&route.to), port: route.port, name: name.clone() };
        upstreams.insert(name, held);
        zones.extend(route.rate_limit.as_ref().map(|limit| zone(&route_zone(route), limit.value)));
    }
    let servers: Vec<Server> = hosts.into_iter().map(|name| server(gateway, name)).collect();
    let mut context = Context::new();
    context.insert("gateway", workload.id.as_str());
    context.insert("body_limit_mib", &gateway.body_limit_mib.value);
    context.insert("resolver", &around.resolver.unwrap_or_default());
    context.insert("origins", &gateway.cors.as_ref().map(|cors| cors.value.origins.clone()).unwrap_or_default());
    context.insert("zones", &zones);
    context.insert("limit", &limit);
    context.insert("upstreams", &upstreams.into_values().collect::<Vec<_>>());
    context.insert("servers", &servers);
    context.insert("port", &workload.port().unwrap_or(8080));
    context.insert("tls", &around.tls);
    context.insert("behind", &around.behind);
    context.insert("tls_port", &TLS_PORT);
    let tera = PARSED.as_ref().map_err(|message| Error::internal(PLACE, message))?;
    let text = tera.render("nginx.conf", &context).map_err(|error| Error::internal(PLACE, error))?;
    let spans = spans(&text, workload, gateway);
    Ok(File::generated(text).spans(spans))
}

/// Words with a meaning in the configuration can't be written: there is no way to quote them that holds everywhere.
fn escape(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    if text.chars().all(|c| c.is_ascii_alphanumeric() || " ._~%:@+,=!&/*-".contains(c)) {
        out.write_all(text.as_bytes())
    } else {
        Err(IoError::other(format!("`{text}` can't stand in a configuration of nginx")))
    }
}

fn server(gateway: &Gateway, name: Option<&str>) -> Server {
    // Routes without a host hold under every host.
    let mine = gateway.routes.iter().filter(|route| match (&route.host, name) {
        (None, _) => true,
        (Some(host), Some(name)) => host.value == name,
        (Some(_), None) => false,
    });
    let mut seen = BTreeSet::new();
    let mut routes: Vec<&Route> = mine.collect();
    routes.sort_by_key(|route| (std::cmp::Reverse(route.path.len()), route.path.value.clone(), route.host.is_none()));
    let routes: Vec<Location> =
        routes.into_iter().filter(|route| seen.insert(route.path.value.clone())).map(location).collect();
    Server {
        name: name.unwrap_or("_").to_owned(),
        default: name.is_none(),
        grpc: routes.iter().any(|route| route.grpc),
        catch_all: routes.iter().any(|route| route.path == "/"),
        routes,
    }
}

fn location(route: &Route) -> Location {
    let strip = route.strip_prefix.value && route.path.value != "/";
    let path = if strip { format!("{}/", route.path.trim_end_matches('/')) } else { route.path.value.clone() };
    Location {
        edge: route.edge.to_string(),
        path,
        upstream: upstream(route),
        target_path: if strip { "/".to_owned() } else { String::new() },
        methods: route.methods.join(" "),
        grpc: route.protocol == Protocol::Grpc,
        // A neighbour that takes longer to accept a connection is gone; one that is given less time overall gets no longer.
        connect_ms: route.timeout_ms.value.min(3000),
        timeout_ms: route.timeout_ms.value,
        retries: route.retries.value,
        limit: route.rate_limit.as_ref().map(|limit| zone(&route_zone(route), limit.value)),
    }
}

fn zone(name: &str, (per_second, burst): (u32, u32)) -> Zone {
    Zone { name: name.to_owned(), per_second, burst }
}

fn upstream(route: &Route) -> String {
    format!("to_{}_{}", plain(route.to.as_str()), route.port)
}

fn plain(id: &str) -> String {
    id.replace('-', "_")
}

/// The lines of each route, and of the whole.
fn spans(text: &str, workload: &Workload, gateway: &Gateway) -> Vec<Span> {
    let lines: Vec<&str> = text.lines().collect();
    let last = u32::try_from(lines.len()).unwrap_or(u32::MAX);
    let mut whole = format!("node:{}", workload.id);
    for subject in [
        gateway.rate_limit.as_ref().map(|limit| within(&limit.subject(), "burst")),
        gateway.cors.as_ref().map(|cors| cors.subject()),
        Some(gateway.body_limit_mib.subject()),
    ]
    .into_iter()
    .flatten()
    {
        whole = format!("{whole} {subject}");
    }
    let mut spans = vec![Span::new(1, last, &whole)];
    let routes: BTreeMap<&str, &Route> = gateway.routes.iter().map(|route| (route.edge.as_str(), route)).collect();
    let line = |at: usize| u32::try_from(at + 1).unwrap_or(u32::MAX);
    for (start, text) in lines.iter().enumerate() {
        if let Some(zone) = text.trim().strip_prefix("limit_req_zone $binary_remote_addr zone=") {
            let name = zone.split(':').next().unwrap_or(zone);
            let limits =
                gateway.rate_limit.iter().map(|limit| ("gateway".to_owned(), limit)).chain(
                    gateway.routes.iter().filter_map(|route| Some((route_zone(route), route.rate_limit.as_ref()?))),
                );
            if let Some((_, limit)) = { limits }.find(|(held, _)| held == name) {
                spans.push(Span::new(line(start), line(start), &within(&limit.subject(), "per_second")));
            }
        }
        let Some(route) = text.strip_prefix("        # ").and_then(|edge| routes.get(edge)) else { continue };
        let length = lines[start..].iter().position(|line| *line == "        }").unwrap_or(0);
        let values =
            [route.path.subject(), route.strip_prefix.subject(), route.timeout_ms.subject(), route.retries.subject()]
                .into_iter()
                .chain(route.host.as_ref().map(|host| host.subject()))
                .chain(route.rate_limit.as_ref().map(|limit| within(&limit.subject(), "burst")));
        let mut subject = format!("edge:{0} node:{1} /edges/{0} /edges/{0}/protocol", route.edge, route.to);
        for value in values {
            subject = format!("{subject} {value}");
        }
        if !route.methods.is_empty() {
            subject = format!("{subject} /edges/{}/methods", route.edge);
        }
        spans.push(Span::new(line(start), line(start + length), &subject));
    }
    spans
}

/// The zone that counts the requests of a route.
fn route_zone(route: &Route) -> String {
    format!("route_{}", plain(route.edge.as_str()))
}

/// A field of what a subject names.
fn within(subject: &str, field: &str) -> String {
    if subject.is_empty() { String::new() } else { format!("{subject}/{field}") }
}
