//! Ports of compose services: `8080:80`, `127.0.0.1:9229:9229/tcp`, ranges and the long form.

use topology::document::Expose;

use super::super::held::Held;

/// One published or offered port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// The port in the container.
    pub target: u16,
    /// The port of the host, where it is a fixed one.
    pub host: Option<u16>,
    /// How far it can be reached.
    pub expose: Expose,
    /// Whether it carries single packets.
    pub udp: bool,
    /// Its name, in the long form.
    pub name: Option<String>,
}

/// The most ports of one range.
const RANGE: u16 = 64;

/// What an entry of `ports` publishes; none where it can't be read.
pub fn published(entry: &Held) -> Option<Vec<Published>> {
    if entry.is_map() {
        let target = port(&entry.word_at(&["target"])?)?;
        let host = entry.word_at(&["published"]).and_then(|text| port(&text));
        let expose = reach(entry.word_at(&["host_ip"]).as_deref());
        let udp = entry.word_at(&["protocol"]).as_deref() == Some("udp");
        return Some(vec![Published { target, host, expose, udp, name: entry.word_at(&["name"]) }]);
    }
    let text = entry.word()?;
    let (text, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
    let (rest, target) = text.rsplit_once(':').map_or((None, text), |(rest, target)| (Some(rest), target));
    let (address, host) = match rest {
        Some(rest) => match rest.rsplit_once(':') {
            Some((address, host)) => (Some(address.trim_matches(['[', ']'])), Some(host)),
            None => (None, Some(rest)),
        },
        None => (None, None),
    };
    let targets = range(target)?;
    let hosts = host.filter(|host| !host.is_empty()).and_then(range);
    let one = |(index, target): (usize, u16)| Published {
        target,
        host: hosts.as_ref().and_then(|hosts| hosts.get(index).copied()),
        expose: reach(address),
        udp: protocol == "udp",
        name: None,
    };
    Some(targets.into_iter().enumerate().map(one).collect())
}

fn reach(address: Option<&str>) -> Expose {
    match address {
        Some("127.0.0.1" | "::1" | "localhost") => Expose::Loopback,
        _ => Expose::Host,
    }
}

fn range(text: &str) -> Option<Vec<u16>> {
    let Some((first, last)) = text.split_once('-') else { return port(text).map(|port| vec![port]) };
    let (first, last) = (port(first)?, port(last)?);
    (first <= last && last - first < RANGE).then(|| (first..=last).collect())
}

fn port(text: &str) -> Option<u16> {
    text.trim().parse().ok().filter(|port| *port > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Port in the container, port of the host, reach, and whether it carries single packets.
    type Read = (u16, Option<u16>, Expose, bool);

    fn read(text: &str) -> Option<Vec<Read>> {
        let source = topology::yaml::read(text).unwrap();
        let all = published(&Held::read(&source, 0))?;
        Some(all.into_iter().map(|one| (one.target, one.host, one.expose, one.udp)).collect())
    }

    #[test]
    fn every_way_to_write_a_port_is_read() {
        let host = Expose::Host;
        for (text, wanted) in [
            ("'8080:80'", Some(vec![(80, Some(8080), host, false)])),
            ("80", Some(vec![(80, None, host, false)])),
            ("'127.0.0.1:9229:9229'", Some(vec![(9229, Some(9229), Expose::Loopback, false)])),
            ("'[::1]:53:53/udp'", Some(vec![(53, Some(53), Expose::Loopback, true)])),
            ("'9000-9001:80-81'", Some(vec![(80, Some(9000), host, false), (81, Some(9001), host, false)])),
            ("{ target: 80, published: '8080', host_ip: 0.0.0.0 }", Some(vec![(80, Some(8080), host, false)])),
            ("'1-60000'", None),
            ("'x:y'", None),
            ("'0:0'", None),
        ] {
            assert_eq!(read(text), wanted, "{text}");
        }
    }
}
