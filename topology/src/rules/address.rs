//! Addresses in the values of variables.

use std::net::IpAddr;
use std::ops::Range;

/// An address found in a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address<'v> {
    /// The host as written, without brackets.
    pub host: &'v str,
    /// The port, where one is written.
    pub port: Option<u16>,
    /// Where host and port stand in the value.
    pub at: Range<usize>,
    /// Whether the writing alone says that it is an address: a scheme or a port. Else the variable's name has to.
    pub certain: bool,
}

/// What a host stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// The program's own machine: `localhost`, `127.0.0.1`, `::1`.
    Own,
    /// The machine that containers run on, as some runtimes name it.
    Machine,
    /// A number that somebody wrote down.
    Number,
    /// A name to look up.
    Name,
    /// No place to go to: every interface, multicast, the metadata of a cloud.
    Nowhere,
}

/// Every address in a value, in its order: `http://orders:8080/x`, `a:9092,b:9092`, `Server=10.0.0.1;…`, `user@tcp(db:3306)/shop`.
pub fn addresses(value: &str) -> impl Iterator<Item = Address<'_>> {
    let apart = |c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'' | '(' | ')' | '|' | '<' | '>');
    value.split(apart).filter_map(move |token| {
        let begin = token.as_ptr() as usize - value.as_ptr() as usize;
        address(token, begin)
    })
}

fn address(token: &str, begin: usize) -> Option<Address<'_>> {
    let (start, scheme) = match token.find("://") {
        Some(at) => (at + 3, true),
        None => (token.rfind('=').map_or(0, |at| at + 1), false),
    };
    let rest = &token[start..];
    let authority = rest.split(['/', '?', '#']).next()?;
    let after = &rest[authority.len()..];
    let skipped = authority.rfind('@').map_or(0, |at| at + 1);
    let place = &authority[skipped..];
    let (host, port) = if let Some(inner) = place.strip_prefix('[') {
        let (host, rest) = inner.split_once(']')?;
        (host, rest.strip_prefix(':'))
    } else if place.matches(':').count() > 1 {
        (place, None)
    } else {
        place.split_once(':').map_or((place, None), |(host, port)| (host, Some(port)))
    };
    let port = match port {
        Some(text) => Some(text.parse::<u16>().ok().filter(|port| *port > 0 && text.len() > 1)?),
        None => None,
    };
    let readable = !host.is_empty() && host.chars().all(|c| c.is_ascii_alphanumeric() || ".:-_%".contains(c));
    // `10.0.0.0/8` is a range of addresses.
    let range = !scheme && port.is_none() && after.len() > 1 && after[1..].bytes().all(|b| b.is_ascii_digit());
    let from = begin + start + skipped;
    (readable && !range).then(|| Address {
        host,
        port,
        at: from..from + place.len(),
        certain: scheme || port.is_some(),
    })
}

/// What a host stands for.
#[must_use]
pub fn place(host: &str) -> Place {
    const MACHINE: [&str; 6] = [
        "host.docker.internal",
        "gateway.docker.internal",
        "host.containers.internal",
        "host.minikube.internal",
        "host.k3d.internal",
        // The bridge of Docker's default network.
        "172.17.0.1",
    ];
    let is = |name: &&str| host.eq_ignore_ascii_case(name);
    if is(&"localhost") {
        return Place::Own;
    }
    if MACHINE.iter().any(is) {
        return Place::Machine;
    }
    match host.parse::<IpAddr>() {
        Err(_) => Place::Name,
        Ok(number) if number.is_loopback() => Place::Own,
        Ok(number) if number.is_unspecified() || number.is_multicast() => Place::Nowhere,
        // Link-local numbers are a cloud's own: metadata, credentials, name servers.
        Ok(IpAddr::V4(number)) if number.is_link_local() || number.is_broadcast() => Place::Nowhere,
        Ok(_) => Place::Number,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_found_where_they_stand() {
        for (value, wanted) in [
            ("http://orders:8080/x", vec![("orders", Some(8080), "orders:8080", true)]),
            ("a:9092,b:9093", vec![("a", Some(9092), "a:9092", true), ("b", Some(9093), "b:9093", true)]),
            ("Server=10.0.0.1;Database=x", vec![("10.0.0.1", None, "10.0.0.1", false), ("x", None, "x", false)]),
            (
                "app@tcp(127.0.0.1:3306)/shop",
                vec![("tcp", None, "tcp", false), ("127.0.0.1", Some(3306), "127.0.0.1:3306", true)],
            ),
            ("redis://u:p@[::1]:6379/0", vec![("::1", Some(6379), "[::1]:6379", true)]),
            ("10.0.0.0/8", vec![]),
            ("", vec![]),
            ("info", vec![("info", None, "info", false)]),
        ] {
            let found: Vec<_> = addresses(value).map(|a| (a.host, a.port, &value[a.at.clone()], a.certain)).collect();
            assert_eq!(found, wanted, "{value}");
        }
    }

    #[test]
    fn hosts_are_names_numbers_or_oneself() {
        for (host, wanted) in [
            ("localhost", Place::Own),
            ("127.0.0.1", Place::Own),
            ("::1", Place::Own),
            ("host.docker.internal", Place::Machine),
            ("10.1.2.3", Place::Number),
            ("0.0.0.0", Place::Nowhere),
            ("169.254.169.254", Place::Nowhere),
            ("orders", Place::Name),
            ("api.example.com", Place::Name),
        ] {
            assert_eq!(place(host), wanted, "{host}");
        }
    }
}
