//! Checks the `Host` and `Origin` headers of requests.
//!
//! A page on any site in the editor's browser can send requests to this machine. It cannot forge the `Host` header,
//! so a foreign host means that a foreign name resolves to this machine (DNS rebinding). Browsers send the origin of
//! a request, so a foreign `Origin` means that a page of another site tries to connect.

use std::net::IpAddr;

use axum::http::header::{HOST, ORIGIN};
use axum::http::{HeaderMap, Uri};

/// The host names that the server answers to.
#[derive(Debug, Clone)]
pub(super) struct Hosts {
    given: String,
    every_address: bool,
}

/// The host that a request names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Named {
    /// This server.
    Ours,
    /// Another one.
    Foreign,
    /// No host, or several (RFC 9112, section 3.2).
    Unclear,
}

impl Hosts {
    /// The names of a server that was told to listen on `host` and listens at `address`.
    pub(super) fn new(host: &str, address: IpAddr) -> Self {
        Self { given: bare(host).to_ascii_lowercase(), every_address: address.is_unspecified() }
    }

    /// The host that a request names in its `Host` header and its target.
    pub(super) fn named_in(&self, uri: &Uri, headers: &HeaderMap) -> Named {
        let mut hosts = headers.get_all(HOST).iter();
        let (Some(host), None) = (hosts.next(), hosts.next()) else { return Named::Unclear };
        let by_header = host.to_str().is_ok_and(|host| self.allow(host));
        let is_ours = by_header && uri.authority().is_none_or(|authority| self.allow(authority.as_str()));
        if is_ours { Named::Ours } else { Named::Foreign }
    }

    /// Returns whether a host, with or without a port, is this server's. The port is ignored: tunnels and containers
    /// change it, and it does not distinguish a foreign page from our own.
    fn allow(&self, authority: &str) -> bool {
        let host = without_port(authority).to_ascii_lowercase();
        let host = bare(&host);
        let own = ["localhost", "127.0.0.1", "::1"].contains(&host) || host == self.given;
        own || self.every_address && host.parse::<IpAddr>().is_ok()
    }
}

/// Returns whether a request comes from a page of this server, or from no page.
pub(super) fn is_same(headers: &HeaderMap) -> bool {
    let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
    let by_browser = text("sec-fetch-site").is_none_or(|site| site == "same-origin" || site == "none");
    let by_origin = text(ORIGIN.as_str()).is_none_or(|origin| {
        let authority = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
        authority.is_some() && authority == text(HOST.as_str())
    });
    by_browser && by_origin
}

fn without_port(authority: &str) -> &str {
    match authority.rsplit_once(':') {
        Some((host, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) && !is_open_bracket(host) => {
            host
        }
        _ => authority,
    }
}

/// Returns whether the last colon is inside an IPv6 address, as in `[::1]`.
fn is_open_bracket(host: &str) -> bool {
    host.starts_with('[') && !host.ends_with(']')
}

/// Strips the brackets around an IPv6 address.
pub(super) fn bare(host: &str) -> &str {
    host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::net::{Ipv4Addr, Ipv6Addr};

    #[test]
    fn only_local_host_names_are_answered() {
        let hosts = Hosts::new("wiki.test", Ipv4Addr::LOCALHOST.into());
        for host in ["localhost", "LOCALHOST:1995", "127.0.0.1:80", "[::1]", "[::1]:1995", "wiki.test:1995"] {
            assert!(hosts.allow(host), "{host}");
        }
        for host in [
            "evil.example",
            "localhost.evil.example",
            "127.0.0.1.evil.example",
            "192.168.0.1",
            "",
            "[::1",
            "::1:80x",
        ] {
            assert!(!hosts.allow(host), "{host}");
        }
    }

    #[test]
    fn a_server_for_the_whole_network_answers_to_addresses_but_not_to_names() {
        let hosts = Hosts::new("::", Ipv6Addr::UNSPECIFIED.into());
        assert!(hosts.allow("192.168.0.7:1995"));
        assert!(hosts.allow("[fe80::1]:1995"));
        assert!(!hosts.allow("evil.example:1995"));
    }
}
