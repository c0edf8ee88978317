//! What a variable tells a program about a neighbour.

use std::collections::BTreeMap;

use topology::document::{DatabaseName, EdgeKind, Protocol};
use topology::rules::address::{Address, Place as Host, addresses, place};

use super::system::Variable;

/// Endings of the names of variables that hold a host alone.
const HOSTS: [&str; 8] = ["SERVICE_HOST", "HOSTNAME", "ADDRESS", "SERVER", "HOST", "ADDR", "FQDN", "SERVICE"];
/// Words in the names of variables that hold an address.
const ADDRESSES: [&str; 24] = [
    "ADDR",
    "ADDRESS",
    "BACKEND",
    "BOOTSTRAP",
    "BROKER",
    "BROKERS",
    "CONNECT",
    "CONNECTION",
    "DSN",
    "ENDPOINT",
    "ENDPOINTS",
    "FQDN",
    "HOST",
    "HOSTNAME",
    "HOSTS",
    "NODES",
    "SERVER",
    "SERVERS",
    "SERVICE",
    "TARGET",
    "UPSTREAM",
    "URI",
    "URL",
    "URLS",
];
/// Words in the names of variables that say where somebody is sent back to, or who may come from where.
const CALLBACKS: [&str; 11] = [
    "CALLBACK", "REDIRECT", "RETURN", "CORS", "ORIGIN", "ORIGINS", "ALLOWED", "WEBHOOK", "LOGOUT", "ISSUER", "AUDIENCE",
];
/// Words in the names of variables that hold the program's own address, as others see it.
const OWN: [&str; 9] = ["PUBLIC", "EXTERNAL", "ADVERTISED", "BASE", "SITE", "DOMAIN", "ROOT", "SELF", "APP"];

/// An address that a variable holds.
#[derive(Debug)]
pub(super) struct Told<'v> {
    /// The address.
    pub address: Address<'v>,
    /// What stands before `://`, in small letters; empty without.
    pub scheme: String,
    /// What stands after host and port.
    pub rest: &'v str,
    /// Whether it only says where somebody is sent back to.
    pub callback: bool,
    /// Whether it most likely is the program's own address outside.
    pub own: bool,
}

impl Told<'_> {
    /// What is spoken, where the address says it.
    pub fn protocol(&self) -> Option<Protocol> {
        match self.scheme.as_str() {
            "http" => Some(Protocol::Http),
            "https" => Some(Protocol::Https),
            "grpc" | "grpcs" => Some(Protocol::Grpc),
            "ws" | "wss" => Some(Protocol::Websocket),
            "smtp" | "smtps" => Some(Protocol::Smtp),
            "tcp" => Some(Protocol::Tcp),
            _ => None,
        }
    }

    /// The database that the address names.
    pub fn database(&self) -> Option<DatabaseName> {
        let path = self.rest.strip_prefix('/')?;
        let end = path.find(['?', ';', '/', ',', ' ']).unwrap_or(path.len());
        DatabaseName::parse(&path[..end]).ok()
    }
}

/// The words of a variable's name, in capitals.
fn words(name: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut small = false;
    for c in name.chars() {
        // `DestinationsConsumerUrl` has words too.
        if !c.is_ascii_alphanumeric() || (small && c.is_ascii_uppercase()) {
            parts.push(String::new());
        }
        small = c.is_ascii_lowercase();
        if c.is_ascii_alphanumeric() {
            parts.last_mut().into_iter().for_each(|part| part.push(c.to_ascii_uppercase()));
        }
    }
    parts
}

/// The addresses in a variable's value that may be those of a neighbour or of a system outside.
pub(super) fn told<'v>(name: &str, value: &'v str) -> Vec<Told<'v>> {
    let name = words(name);
    let has = |list: &[&str]| {
        name.iter().any(|word| list.iter().any(|known| word == known || word.ends_with(known) && known.len() > 3))
    };
    let callback = has(&CALLBACKS);
    let own = name.iter().any(|word| OWN.contains(&word.as_str()));
    let speaks = has(&ADDRESSES);
    let mut found = Vec::new();
    for address in addresses(value) {
        let before = &value[..address.at.start];
        let scheme = scheme(before);
        // A bare word is an address where the name says so, or in a connection string where the key does.
        let lower = before.to_ascii_lowercase();
        let keyed = ["server=", "host=", "source=", "hostname=", "hosts="].iter().any(|key| lower.ends_with(key));
        let alone = speaks && before.is_empty() && address.at.end == value.len();
        let listed = speaks && value.contains(',') && !value.contains('=');
        if !(address.certain || keyed || alone || listed) || place(address.host) != Host::Name {
            continue;
        }
        let rest = &value[address.at.end..];
        found.push(Told { scheme, rest, callback, own, address });
    }
    found
}

/// The word before `://` that an address belongs to, also in a list of several that share one.
fn scheme(before: &str) -> String {
    let Some(at) = before.rfind("://") else { return String::new() };
    if before[at + 3..].contains(['/', ' ', ';']) {
        return String::new();
    }
    let start = before[..at].rfind(|c: char| !c.is_ascii_alphanumeric() && c != '+').map_or(0, |at| at + 1);
    before[start..at].to_ascii_lowercase()
}

/// The variables beside `name` that tell the rest: role to name. `PORT` only where it is the one that is meant.
pub(super) fn siblings(
    name: &str,
    variables: &BTreeMap<String, Variable>,
    port: &dyn Fn(u16) -> bool,
) -> BTreeMap<&'static str, String> {
    let stem = HOSTS.iter().chain(&["URL", "URI"]).find_map(|ending| {
        let at = name.len().checked_sub(ending.len())?;
        name.get(at..).filter(|end| end.eq_ignore_ascii_case(ending)).and_then(|_| name.get(..at))
    });
    let Some(stem) = stem.filter(|stem| !stem.is_empty()) else { return BTreeMap::new() };
    let roles: [(&str, &[&str]); 4] = [
        ("port", &["PORT", "SERVICE_PORT"]),
        ("name", &["NAME", "DATABASE", "DBNAME", "DB_NAME", "DB"]),
        ("user", &["USER", "USERNAME", "USER_NAME", "LOGIN"]),
        ("password", &["PASSWORD", "PASS", "PASSWD", "PWD"]),
    ];
    let mut found = BTreeMap::new();
    for (role, endings) in roles {
        let named = endings.iter().find_map(|ending| {
            variables.keys().find(|known| {
                known.len() == stem.len() + ending.len()
                    && known.starts_with(stem)
                    && known[stem.len()..].eq_ignore_ascii_case(ending)
            })
        });
        let Some(named) = named else { continue };
        let number = variables.get(named).and_then(|variable| variable.value.as_ref()?.parse::<u16>().ok());
        if role != "port" || number.is_some_and(port) {
            found.insert(role, named.clone());
        }
    }
    found
}

/// Whether a variable's name is one of a host alone.
pub(super) fn is_host(name: &str) -> bool {
    HOSTS.iter().any(|ending| {
        name.len() >= ending.len()
            && name.get(name.len() - ending.len()..).is_some_and(|end| end.eq_ignore_ascii_case(ending))
    })
}

/// Which way messages flow, where a name says it.
pub(super) fn direction(name: &str) -> Option<EdgeKind> {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.iter().any(|known| word.starts_with(known)));
    match (
        has(&["CONSUM", "SUBSCRI", "LISTEN", "INPUT", "GROUP", "WORKER"]),
        has(&["PRODUC", "PUBLISH", "OUTPUT", "SENDER"]),
    ) {
        (true, false) => Some(EdgeKind::Subscribe),
        (false, true) => Some(EdgeKind::Publish),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(name: &str, value: &str) -> Vec<(String, String, Option<u16>)> {
        told(name, value)
            .into_iter()
            .map(|told| (told.scheme.clone(), told.address.host.to_owned(), told.address.port))
            .collect()
    }

    #[test]
    fn addresses_are_told_by_their_writing_or_by_the_name_of_the_variable() {
        let one = |scheme: &str, host: &str, port: Option<u16>| vec![(scheme.to_owned(), host.to_owned(), port)];
        assert_eq!(found("CART_URL", "http://carts:8080/x"), one("http", "carts", Some(8080)));
        assert_eq!(found("CART_HOST", "carts"), one("", "carts", None));
        assert_eq!(found("cartHost", "carts"), one("", "carts", None));
        assert_eq!(found("LOG_LEVEL", "info"), vec![]);
        assert_eq!(found("X", "jdbc:mysql://db:3306/shop"), one("mysql", "db", Some(3306)));
        assert_eq!(found("X", "Server=db;Database=shop;User=sa"), one("", "db", None));
        assert_eq!(found("X", "localhost:80"), vec![]);
        assert_eq!(found("BROKERS", "a:9092,b:9092").len(), 2);
        assert_eq!(found("MONGO", "mongodb://a:27017,b:27017/db")[1].0, "mongodb");
        assert_eq!(told("X", "postgres://u:p@db/shop?x=1")[0].database().unwrap().as_str(), "shop");
        assert!(told("OIDC_REDIRECT_URI", "http://web/back")[0].callback && told("PUBLIC_URL", "https://a.b")[0].own);
    }

    #[test]
    fn variables_with_one_stem_belong_together() {
        let place = super::super::held::Place::default();
        let variable = |value: &str| Variable { value: Some(value.to_owned()), secret: false, place };
        let all: BTreeMap<String, Variable> =
            [("DB_HOST", "db"), ("DB_PORT", "5432"), ("DB_USER", "a"), ("DB_PASS", "x"), ("OTHER_PORT", "1")]
                .map(|(name, value)| (name.to_owned(), variable(value)))
                .into();
        let roles = siblings("DB_HOST", &all, &|port| port == 5432);
        assert_eq!(
            roles.into_iter().collect::<Vec<_>>(),
            [("password", "DB_PASS".to_owned()), ("port", "DB_PORT".to_owned()), ("user", "DB_USER".to_owned())]
        );
        assert!(!siblings("DB_HOST", &all, &|port| port == 1).contains_key("port"));
        assert_eq!(direction("KAFKA_CONSUMER_GROUP"), Some(EdgeKind::Subscribe));
        assert_eq!(direction("EVENTS_URL"), None);
    }
}
