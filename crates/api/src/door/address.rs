//! Where a request comes from, also behind proxies. A header can be made up by anybody; what a trusted proxy adds to it, at
//! its end, cannot.

use axum::http::HeaderMap;
use clap::ValueEnum;
use ipnet::IpNet;
use std::net::{IpAddr, SocketAddr};

/// The header in which proxies say whom they speak for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ProxyHeader {
    /// `X-Forwarded-For`: addresses.
    XForwardedFor,
    /// `Forwarded` (RFC 7239): `for=` of each element.
    Forwarded,
}

/// The most hops looked at.
const HOPS: usize = 20;

/// The nearest address that is no trusted proxy: `peer` itself, or whom the proxies speak for. A hop without an address ends
/// the search at the proxy that told of it.
pub fn of(peer: IpAddr, headers: &HeaderMap, trusted: &[IpNet], header: ProxyHeader) -> IpAddr {
    let is_trusted = |address: IpAddr| trusted.iter().any(|network| network.contains(&address.to_canonical()));
    let name = match header {
        ProxyHeader::XForwardedFor => "x-forwarded-for",
        ProxyHeader::Forwarded => "forwarded",
    };
    let mut nearest = peer.to_canonical();
    if !is_trusted(nearest) {
        return nearest;
    }
    let values = headers.get_all(name).into_iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<&str> = values.flat_map(|value| value.split(',')).collect();
    for hop in hops.into_iter().rev().take(HOPS) {
        let told = match header {
            ProxyHeader::XForwardedFor => address(hop.trim()),
            ProxyHeader::Forwarded => forwarded(hop),
        };
        let Some(told) = told else { break };
        nearest = told.to_canonical();
        if !is_trusted(nearest) {
            break;
        }
    }
    nearest
}

/// The `for` of an element of `Forwarded`.
fn forwarded(element: &str) -> Option<IpAddr> {
    element.split(';').find_map(|pair| {
        let (name, value) = pair.trim().split_once('=')?;
        if name.eq_ignore_ascii_case("for") { address(value.trim_matches('"')) } else { None }
    })
}

/// An address, with or without a port, IPv6 with or without brackets.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.strip_prefix('[').and_then(|text| text.strip_suffix(']')).unwrap_or(text);
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::http::HeaderName;

    fn from(peer: &str, name: &'static str, values: &[&str]) -> String {
        let trusted: Vec<IpNet> =
            ["127.0.0.1/32", "10.0.0.0/8", "fd00::/8"].map(|net| net.parse().expect("a net")).into();
        let mut headers = HeaderMap::new();
        for value in values {
            headers.append(HeaderName::from_static(name), value.parse().expect("a value"));
        }
        let header = if name == "forwarded" { ProxyHeader::Forwarded } else { ProxyHeader::XForwardedFor };
        of(peer.parse().expect("an address"), &headers, &trusted, header).to_string()
    }

    #[test]
    fn only_what_trusted_proxies_say_counts() {
        let x = "x-forwarded-for";
        for (peer, values, due) in [
            ("198.51.100.1", &["203.0.113.9"][..], "198.51.100.1"),
            ("127.0.0.1", &[], "127.0.0.1"),
            ("127.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            ("::ffff:127.0.0.1", &["203.0.113.9"], "203.0.113.9"),
            // The client made up the first one; the proxy added the second.
            ("127.0.0.1", &["192.0.2.66, 203.0.113.9"], "203.0.113.9"),
            ("127.0.0.1", &["192.0.2.66", "203.0.113.9, 10.1.1.1"], "203.0.113.9"),
            ("127.0.0.1", &["192.0.2.66, nonsense, 10.1.1.1"], "10.1.1.1"),
            ("10.0.0.1", &["2001:db8::1"], "2001:db8::1"),
            ("fd00::1", &["[2001:db8::1]:443"], "2001:db8::1"),
            ("10.0.0.1", &["203.0.113.9:51000"], "203.0.113.9"),
        ] {
            assert_eq!(from(peer, x, values), due, "{peer} {values:?}");
        }
        let forwarded = "forwarded";
        assert_eq!(
            from("10.0.0.1", forwarded, &["for=192.0.2.66, for=\"[2001:db8::1]:4711\";proto=https"]),
            "2001:db8::1"
        );
        assert_eq!(from("10.0.0.1", forwarded, &["For=203.0.113.9;by=10.0.0.1"]), "203.0.113.9");
        assert_eq!(from("10.0.0.1", forwarded, &["for=203.0.113.9, for=_hidden"]), "10.0.0.1");
    }
}
