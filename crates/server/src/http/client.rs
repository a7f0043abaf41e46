//! Where a request comes from. Anybody can send `X-Forwarded-For`; it counts only where a proxy that is listed sent it, and
//! only as far back as listed proxies wrote it.

use crate::config::Config;
use crate::limits::Prefix;
use actix_web::dev::ServiceRequest;
use ipnet::IpNet;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The network of a request.
pub(super) fn prefix(request: &ServiceRequest, config: &Config) -> Prefix {
    // A connection without an address is none that came over a network.
    let peer = request.peer_addr().map_or(IpAddr::V4(Ipv4Addr::LOCALHOST), |address| address.ip());
    let forwarded = request.headers().get_all("x-forwarded-for").filter_map(|value| value.to_str().ok());
    Prefix::of(client(peer, forwarded.flat_map(|value| value.split(',')).collect(), &config.trusted_proxies))
}

/// Goes back from the peer, past each listed proxy, to the first address that is none.
fn client(peer: IpAddr, forwarded: Vec<&str>, trusted: &[IpNet]) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    let mut client = peer;
    for before in forwarded.into_iter().rev() {
        if !is_trusted(client) {
            break;
        }
        let Some(address) = address(before.trim()) else { break };
        client = address;
    }
    client
}

/// Some proxies write the port as well, and brackets around an address of version 6.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|socket| socket.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn ip(text: &str) -> IpAddr {
        text.parse().expect("an address")
    }

    #[test]
    fn only_listed_proxies_are_believed() {
        let trusted = ["10.0.0.0/8".parse().expect("a network"), "fd00::/8".parse().expect("a network")];
        let client = |peer: &str, forwarded: &[&str]| super::client(ip(peer), forwarded.to_vec(), &trusted);
        assert_eq!(client("203.0.113.9", &["1.2.3.4"]), ip("203.0.113.9"), "anybody can write it");
        assert_eq!(client("10.0.0.1", &["1.2.3.4"]), ip("1.2.3.4"));
        assert_eq!(client("10.0.0.1", &["6.6.6.6", " 1.2.3.4", "10.9.9.9"]), ip("1.2.3.4"), "the client wrote 6.6.6.6");
        assert_eq!(client("::ffff:10.0.0.1", &["1.2.3.4"]), ip("1.2.3.4"));
        assert_eq!(client("10.0.0.1", &["1.2.3.4:5555"]), ip("1.2.3.4"));
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]"]), ip("2001:db8::1"));
        assert_eq!(client("10.0.0.1", &["[2001:db8::1]:443"]), ip("2001:db8::1"));
        assert_eq!(client("10.0.0.1", &["nonsense"]), ip("10.0.0.1"));
        assert_eq!(client("10.0.0.1", &[]), ip("10.0.0.1"));
    }
}
