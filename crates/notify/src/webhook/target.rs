//! The address of a webhook, as far as it can be judged without asking the network.

use super::address::is_public;
use std::net::IpAddr;
use url::{Host, Url};

/// What addresses are allowed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// Whether this machine may be called, also without TLS and on any port: for development and tests.
    pub loopback: bool,
}

/// An address that may be called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target(Url);

/// Why an address cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TargetError {
    /// It is no URL with a host.
    #[error("is no address of the form https://host/path")]
    Malformed,
    /// It holds a name or password, which would end up in logs.
    #[error("must not hold a name or password")]
    Credentials,
    /// It is not https.
    #[error("has to begin with https://")]
    Insecure,
    /// Another port.
    #[error("has to use port 443 or 8443")]
    Port,
    /// It leads into a network that is not public.
    #[error("leads to an address that is not public")]
    NotPublic,
}

/// The longest address.
const MAX: usize = 2_000;
const PORTS: [u16; 2] = [443, 8_443];

impl Target {
    /// Reads an address. Whether its host is public, [`super::Caller`] judges at each call by what it resolves to.
    ///
    /// # Errors
    /// When it cannot be used whatever it resolves to.
    pub fn parse(text: &str, rules: Rules) -> Result<Self, TargetError> {
        if text.len() > MAX || text.chars().any(|character| character.is_control() || character.is_whitespace()) {
            return Err(TargetError::Malformed);
        }
        let url = Url::parse(text).map_err(|_| TargetError::Malformed)?;
        if !url.username().is_empty() || url.password().is_some() {
            return Err(TargetError::Credentials);
        }
        let host = url.host().ok_or(TargetError::Malformed)?;
        if rules.loopback && is_loopback(&host) && ["http", "https"].contains(&url.scheme()) {
            return Ok(Self(url));
        }
        if url.scheme() != "https" {
            return Err(TargetError::Insecure);
        }
        if !url.port_or_known_default().is_some_and(|port| PORTS.contains(&port)) {
            return Err(TargetError::Port);
        }
        // A literal address never reaches the resolver, so it is judged here; a name that cannot be public likewise.
        let refused = match host {
            Host::Ipv4(address) => !is_public(IpAddr::V4(address)),
            Host::Ipv6(address) => !is_public(IpAddr::V6(address)),
            Host::Domain(name) => is_local_name(name),
        };
        if refused { Err(TargetError::NotPublic) } else { Ok(Self(url)) }
    }

    /// The address.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    pub(super) fn url(&self) -> Url {
        self.0.clone()
    }
}

fn is_loopback(host: &Host<&str>) -> bool {
    match host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(name) => *name == "localhost",
    }
}

fn is_local_name(name: &str) -> bool {
    let name = name.trim_end_matches('.');
    !name.contains('.') || [".localhost", ".local", ".internal", ".home.arpa"].iter().any(|end| name.ends_with(end))
}

#[cfg(test)]
mod tests {
    use super::*;

    const STRICT: Rules = Rules { loopback: false };

    #[test]
    fn only_public_https_is_allowed() {
        for text in ["https://hooks.example.org/lotse?a=1", "https://example.org:8443/", "https://1.1.1.1/"] {
            assert!(Target::parse(text, STRICT).is_ok(), "{text}");
        }
        for (text, why) in [
            ("", TargetError::Malformed),
            ("hooks.example.org", TargetError::Malformed),
            ("https://exa mple.org", TargetError::Malformed),
            ("https://example.org/\r\nHost: b", TargetError::Malformed),
            ("http://example.org/", TargetError::Insecure),
            ("ftp://example.org/", TargetError::Insecure),
            ("file://host/etc/passwd", TargetError::Insecure),
            ("gopher://example.org/", TargetError::Insecure),
            ("https://user:secret@example.org/", TargetError::Credentials),
            ("https://example.org:22/", TargetError::Port),
            ("https://127.0.0.1/", TargetError::NotPublic),
            ("https://2130706433/", TargetError::NotPublic),
            ("https://0x7f.1/", TargetError::NotPublic),
            ("https://0177.0.0.1/", TargetError::NotPublic),
            ("https://127.1/", TargetError::NotPublic),
            ("https://[::1]/", TargetError::NotPublic),
            ("https://[::ffff:169.254.169.254]/", TargetError::NotPublic),
            ("https://[64:ff9b::a00:1]/", TargetError::NotPublic),
            ("https://169.254.169.254/latest/meta-data/", TargetError::NotPublic),
            ("https://localhost/", TargetError::NotPublic),
            ("https://db/", TargetError::NotPublic),
            ("https://metadata.google.internal/", TargetError::NotPublic),
            ("https://printer.local/", TargetError::NotPublic),
            ("https://①②⑦.⓪.⓪.①/", TargetError::NotPublic),
        ] {
            assert_eq!(Target::parse(text, STRICT), Err(why), "{text}");
        }
    }

    #[test]
    fn development_may_call_its_own_machine_and_no_other() {
        let rules = Rules { loopback: true };
        for text in ["http://127.0.0.1:9000/", "http://localhost:9000/", "http://[::1]:9000/"] {
            assert!(Target::parse(text, rules).is_ok(), "{text}");
        }
        assert_eq!(Target::parse("https://10.0.0.1/", rules), Err(TargetError::NotPublic));
        assert_eq!(Target::parse("http://192.168.0.1/", rules), Err(TargetError::Insecure));
    }
}
