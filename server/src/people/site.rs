//! Where the server listens, and the address under which people reach it.

use std::net::SocketAddr;
use std::str::FromStr;

/// The address that people type, where it is not the one that the server listens on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicUrl {
    /// Host, and port where it is not the scheme's own.
    authority: String,
    /// Whether the way there is encrypted.
    pub secure: bool,
}

/// Why an address can't be the public one.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PublicUrlError {
    /// It is no address.
    #[error("`{0}` is no address of a site: expected https://HOST or https://HOST:PORT, without a path")]
    Unreadable(String),
    /// Passwords could be read on their way.
    #[error(
        "`{0}` is not encrypted, so passwords could be read on their way: put a proxy with TLS in front of the server and give its https:// address"
    )]
    Plain(String),
}

impl FromStr for PublicUrl {
    type Err = PublicUrlError;

    fn from_str(text: &str) -> Result<Self, PublicUrlError> {
        let unreadable = || PublicUrlError::Unreadable(text.to_owned());
        let url = openidconnect::url::Url::parse(text).map_err(|_| unreadable())?;
        let bare = url.path() == "/" && url.query().is_none() && url.fragment().is_none() && url.username().is_empty();
        let host = url.host_str().filter(|_| bare && url.password().is_none()).ok_or_else(unreadable)?;
        let secure = match url.scheme() {
            "https" => true,
            "http" if matches!(host, "localhost" | "127.0.0.1" | "[::1]") => false,
            "http" => return Err(PublicUrlError::Plain(text.to_owned())),
            _ => return Err(unreadable()),
        };
        let authority = match url.port() {
            Some(port) => format!("{host}:{port}"),
            None => host.to_owned(),
        };
        Ok(Self { authority, secure })
    }
}

/// Where the server listens, and how people reach it. Clones are the same.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// Where the server listens.
    pub listen: SocketAddr,
    /// The address that people type, where it is another.
    pub public: Option<PublicUrl>,
}

impl Site {
    /// Whether only this machine reaches the server, so that it may do without accounts.
    #[must_use]
    pub fn is_private(&self) -> bool {
        self.listen.ip().is_loopback() && self.public.is_none()
    }

    /// Whether the way of a browser to the server is encrypted.
    #[must_use]
    pub fn is_secure(&self) -> bool {
        self.public.as_ref().is_some_and(|public| public.secure)
    }

    /// The beginning of every address of the site.
    #[must_use]
    pub fn base(&self) -> String {
        match &self.public {
            Some(public) if public.secure => format!("https://{}", public.authority),
            Some(public) => format!("http://{}", public.authority),
            None => format!("http://{}", self.listen),
        }
    }

    /// Whether a `Host` names this server: the public one, a loopback name with any port (tunnels change it), or the address itself.
    #[must_use]
    pub fn is_here(&self, host: &str) -> bool {
        if self.public.as_ref().is_some_and(|public| public.authority.eq_ignore_ascii_case(host)) {
            return true;
        }
        let name = match host.rsplit_once(':') {
            Some((name, port)) if !port.is_empty() && port.bytes().all(|b| b.is_ascii_digit()) => name,
            _ => host,
        };
        let name = name.to_ascii_lowercase();
        let own = match self.listen {
            SocketAddr::V4(address) => address.ip().to_string(),
            SocketAddr::V6(address) => format!("[{}]", address.ip()),
        };
        matches!(name.as_str(), "localhost" | "127.0.0.1" | "[::1]") || name == own
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_address_is_encrypted_and_has_no_path() {
        let read = |text: &str| text.parse::<PublicUrl>();
        let url = read("https://groundplan.example.org").unwrap();
        assert_eq!((url.authority.as_str(), url.secure), ("groundplan.example.org", true));
        assert_eq!(read("https://Plans.example.org:8443/").unwrap().authority, "plans.example.org:8443");
        assert!(!read("http://localhost:4000").unwrap().secure);
        assert!(matches!(read("http://groundplan.example.org"), Err(PublicUrlError::Plain(_))));
        for text in [
            "groundplan.example.org",
            "ftp://a.example",
            "https://a.example/plans",
            "https://u@a.example",
            "https://a.example?x",
        ] {
            assert!(matches!(read(text), Err(PublicUrlError::Unreadable(_))), "{text}");
        }
    }

    #[test]
    fn a_site_with_a_public_address_is_not_private() {
        let listen = "127.0.0.1:4000".parse().unwrap();
        let own = Site { listen, public: None };
        assert!(own.is_private() && !own.is_secure() && own.base() == "http://127.0.0.1:4000");
        let public = Site { listen, public: Some("https://plans.example.org".parse().unwrap()) };
        assert!(!public.is_private() && public.is_secure() && public.base() == "https://plans.example.org");
        assert!(public.is_here("plans.example.org") && public.is_here("localhost:4000"));
        assert!(!own.is_here("plans.example.org") && !public.is_here("other.example.org"));
        assert!(!Site { listen: "0.0.0.0:4000".parse().unwrap(), public: None }.is_private());
    }
}
