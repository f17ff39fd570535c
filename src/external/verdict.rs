//! What can be said of an address after asking for it. Values only; [`super::report`] makes sentences of them.

use serde::{Deserialize, Serialize};

/// What an address turned out to be.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Verdict {
    /// It answers.
    Answers {
        /// Where it has moved to for good.
        moved: Option<String>,
    },
    /// Its host answers and keeps programs out, by this status. Readers may well get in.
    Guarded(u16),
    /// Its host says by this status that nothing stands there.
    Gone(u16),
    /// There is no host of that name any more.
    NoSuchHost,
    /// It leads into a private network, where nobody asks on the word of a page.
    Private,
    /// It could not be told: another day may bring another answer.
    Unclear(Trouble),
}

/// Why an address gave no answer that says anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Trouble {
    /// It is no address that can be asked.
    NoAddress,
    /// Its host has no address.
    NoSuchHost,
    /// Its host stands in a private network.
    Private,
    /// Names cannot be looked up at the moment.
    Lookup,
    /// No way leads to the host.
    NoWay,
    /// The host takes no connection.
    Refused,
    /// The host did not answer in time.
    Silent,
    /// The host closed the connection without an answer.
    Closed,
    /// What came is not HTTP.
    NotHttp,
    /// The certificate has expired or is not valid yet.
    CertificateExpired,
    /// The certificate is that of another host.
    CertificateName,
    /// Nobody whom the system trusts vouches for the certificate.
    CertificateIssuer,
    /// No encrypted connection could be agreed upon.
    Tls,
    /// Redirects lead round in a circle.
    Circle,
    /// Redirects lead on and on.
    TooManyRedirects,
    /// A redirect leads to something that is no web address.
    BadRedirect,
    /// A status that says nothing on whether something stands there.
    Status(u16),
}

impl Trouble {
    /// Whether every other address of the same host would meet it as well.
    pub(super) const fn is_of_host(self) -> bool {
        matches!(
            self,
            Self::NoSuchHost
                | Self::Private
                | Self::Lookup
                | Self::NoWay
                | Self::Refused
                | Self::CertificateExpired
                | Self::CertificateName
                | Self::CertificateIssuer
                | Self::Tls
        )
    }
}

impl From<Trouble> for Verdict {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::NoSuchHost => Self::NoSuchHost,
            Trouble::Private => Self::Private,
            other => Self::Unclear(other),
        }
    }
}

impl Verdict {
    /// What a status means that is no redirect.
    pub(super) const fn of_status(status: u16) -> Self {
        match status {
            200..=399 => Self::Answers { moved: None },
            // 999 is what one large network answers to everything that is no browser.
            401 | 402 | 403 | 407 | 451 | 999 => Self::Guarded(status),
            404 | 410 => Self::Gone(status),
            _ => Self::Unclear(Trouble::Status(status)),
        }
    }
}
