//! Results of checking an address. Plain values; [`super::report`] turns them into messages.

use serde::{Deserialize, Serialize};

/// The result for an address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// It works.
    Answers {
        /// The new address of a permanent redirect.
        moved: Option<String>,
    },
    /// Its host responds with this status, which rejects programs. Readers may still have access.
    Guarded(u16),
    /// Its host responds with this status, which means that the page does not exist.
    Gone(u16),
    /// Its host name no longer exists.
    NoSuchHost,
    /// It leads into a private network, which is never contacted on behalf of a page.
    Private,
    /// Inconclusive: a later check may give another result.
    Unclear(RequestFailure),
}

/// The reason for an inconclusive check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum RequestFailure {
    /// The address cannot be requested.
    InvalidAddress,
    /// The host name does not resolve.
    NoSuchHost,
    /// The host is in a private network.
    Private,
    /// Name resolution does not work at the moment.
    Lookup,
    /// There is no route to the host.
    NoRoute,
    /// The host refuses connections.
    Refused,
    /// The host did not respond in time.
    Timeout,
    /// The host closed the connection without a response.
    Closed,
    /// The response is not HTTP.
    NotHttp,
    /// The certificate has expired or is not valid yet.
    CertificateExpired,
    /// The certificate belongs to another host.
    CertificateName,
    /// The certificate's issuer is not trusted.
    CertificateIssuer,
    /// The TLS handshake failed.
    Tls,
    /// Redirects form a loop.
    RedirectLoop,
    /// There are too many redirects.
    TooManyRedirects,
    /// A redirect leads to something other than a web address.
    BadRedirect,
    /// A status that does not say whether the page exists.
    Status(u16),
}

impl RequestFailure {
    /// Returns whether every other address of the same host would have the same problem.
    pub(super) const fn is_of_host(self) -> bool {
        matches!(
            self,
            Self::NoSuchHost
                | Self::Private
                | Self::Lookup
                | Self::NoRoute
                | Self::Refused
                | Self::CertificateExpired
                | Self::CertificateName
                | Self::CertificateIssuer
                | Self::Tls
        )
    }
}

impl From<RequestFailure> for Verdict {
    fn from(failure: RequestFailure) -> Self {
        match failure {
            RequestFailure::NoSuchHost => Self::NoSuchHost,
            RequestFailure::Private => Self::Private,
            other => Self::Unclear(other),
        }
    }
}

impl Verdict {
    /// The meaning of a status that is not a redirect.
    pub(super) const fn of_status(status: u16) -> Self {
        match status {
            200..=399 => Self::Answers { moved: None },
            // 999 is the status with which one large network responds to every program.
            401 | 402 | 403 | 407 | 451 | 999 => Self::Guarded(status),
            404 | 410 => Self::Gone(status),
            _ => Self::Unclear(RequestFailure::Status(status)),
        }
    }
}
