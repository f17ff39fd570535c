//! Turns verdicts into diagnostics, with a remedy.

use std::collections::BTreeMap;

use hyper::StatusCode;
use url::Url;

use super::mentions::{By, Mention, entry};
use super::verdict::{RequestFailure, Verdict};
use crate::diag::{Code, Diagnostic, codes};
use crate::page::data::SourceEntry;
use crate::wiki::Wiki;

/// The diagnostic for a mention, if there is one.
pub(super) fn report(
    wiki: &Wiki,
    mention: &Mention<'_>,
    verdicts: &BTreeMap<String, Verdict>,
) -> Option<Diagnostic> {
    let verdict = verdict_on(mention.url.as_ref(), verdicts)?;
    let found = match &mention.by {
        By::Source(source) => of_source(mention, entry(source), &verdict, verdicts),
        By::Archive(source) => of_archive(entry(source), &verdict),
        By::Text(..) | By::FrontMatter(..) => of_link(mention, &verdict),
    };
    found.map(|Found { code, message, help }| {
        let fault = Diagnostic::new(code, mention.place(wiki), message);
        help.into_iter().fold(fault, Diagnostic::help)
    })
}

struct Found {
    code: &'static Code,
    message: String,
    help: Option<String>,
}

impl Found {
    fn new(code: &'static Code, message: String, help: impl Into<String>) -> Option<Self> {
        Some(Self { code, message, help: Some(help.into()) })
    }
}

fn verdict_on(url: Option<&Url>, verdicts: &BTreeMap<String, Verdict>) -> Option<Verdict> {
    match url {
        Some(url) => verdicts.get(url.as_str()).cloned(),
        None => Some(RequestFailure::InvalidAddress.into()),
    }
}

fn of_source(
    mention: &Mention<'_>,
    source: &SourceEntry,
    verdict: &Verdict,
    verdicts: &BTreeMap<String, Verdict>,
) -> Option<Found> {
    let named = format!("the source `{}`", source.id);
    match verdict {
        Verdict::Answers { .. } if source.dead => Found::new(
            &codes::REVIVED_SOURCE,
            format!("{named} is marked as dead, but its address works again"),
            "check that its content is still the same, then remove `dead: true`",
        ),
        Verdict::Answers { moved } => has_moved(mention, &named, moved.as_deref()?),
        Verdict::Guarded(_) => None,
        Verdict::Gone(_) | Verdict::NoSuchHost if source.dead => None,
        Verdict::Gone(_) | Verdict::NoSuchHost => Found::new(
            &codes::DEAD_SOURCE,
            format!("{named} is no longer available: {}", words(verdict)),
            copy_of(mention.text, source, verdicts),
        ),
        Verdict::Private => is_private(&named),
        Verdict::Unclear(_) if source.dead => None,
        Verdict::Unclear(failure) => is_unclear(&format!("{named} could not be checked"), *failure),
    }
}

/// A copy that readers can be shown if a source is gone.
fn copy_of(url: &str, source: &SourceEntry, verdicts: &BTreeMap<String, Verdict>) -> String {
    let search = format!("https://web.archive.org/web/*/{url}");
    let Some(archive) = &source.archive else {
        return format!("look for a copy at {search}, add it as `archive:`, and set `dead: true`");
    };
    let address = Url::parse(archive).ok().map(|mut url| {
        url.set_fragment(None);
        url
    });
    match verdict_on(address.as_ref(), verdicts) {
        Some(Verdict::Answers { .. }) => {
            "set `dead: true` so that the archived copy, which works, is shown first".to_owned()
        }
        Some(Verdict::Gone(_) | Verdict::NoSuchHost) => {
            format!("the archived copy is gone as well; look for another one at {search}")
        }
        _ => "set `dead: true` so that the archived copy is shown first; the copy could not be checked \
              this time"
            .to_owned(),
    }
}

fn of_archive(source: &SourceEntry, verdict: &Verdict) -> Option<Found> {
    let named = format!("the archived copy of the source `{}`", source.id);
    match verdict {
        // Archives redirect to the nearest copy that they have.
        Verdict::Answers { .. } | Verdict::Guarded(_) => None,
        Verdict::Gone(_) | Verdict::NoSuchHost => Found::new(
            &codes::DEAD_ARCHIVE,
            format!("{named} is not available: {}", words(verdict)),
            "look for another copy, or remove `archive:`",
        ),
        Verdict::Private => is_private(&named),
        Verdict::Unclear(failure) => is_unclear(&format!("{named} could not be checked"), *failure),
    }
}

fn of_link(mention: &Mention<'_>, verdict: &Verdict) -> Option<Found> {
    let named = format!("`{}`", mention.text);
    match verdict {
        Verdict::Answers { moved } => has_moved(mention, &named, moved.as_deref()?),
        Verdict::Guarded(_) => None,
        Verdict::Gone(_) | Verdict::NoSuchHost => Found::new(
            &codes::DEAD_LINK,
            format!("{named} is dead: {}", words(verdict)),
            format!(
                "correct the address, or link to an archived copy, for example from \
                 https://web.archive.org/web/*/{}",
                mention.text
            ),
        ),
        Verdict::Private => is_private(&named),
        Verdict::Unclear(failure) => is_unclear(&format!("{named} could not be checked"), *failure),
    }
}

fn has_moved(mention: &Mention<'_>, named: &str, to: &str) -> Option<Found> {
    let before = mention.url.as_ref()?;
    let fragment =
        mention.text.split_once('#').map(|(_, fragment)| format!("#{fragment}")).unwrap_or_default();
    let front_page = |url: &Url| url.path() == "/" && url.query().is_none();
    let lost = Url::parse(to).is_ok_and(|to| front_page(&to)) && !front_page(before);
    let help = if lost {
        "that is the home page of a site: the linked page may be gone".to_owned()
    } else {
        format!("write `{to}{fragment}`")
    };
    Found::new(&codes::MOVED_ADDRESS, format!("{named} has moved permanently to `{to}`"), help)
}

fn is_private(named: &str) -> Option<Found> {
    let message = format!("{named} is in a private network and was not checked");
    Found::new(
        &codes::PRIVATE_ADDRESS,
        message,
        "readers cannot reach it; to check a host of your own, use `--allow-private HOST`",
    )
}

fn is_unclear(subject: &str, failure: RequestFailure) -> Option<Found> {
    let help = match failure {
        RequestFailure::InvalidAddress => "correct the address",
        RequestFailure::CertificateExpired
        | RequestFailure::CertificateName
        | RequestFailure::CertificateIssuer
        | RequestFailure::Tls => "open it in a browser, which may show a warning",
        RequestFailure::RedirectLoop | RequestFailure::TooManyRedirects | RequestFailure::BadRedirect => {
            "open it in a browser"
        }
        _ => "check again on another day",
    };
    Found::new(&codes::UNREACHABLE_ADDRESS, format!("{subject}: {}", reason(failure)), help)
}

fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Gone(status) | Verdict::Guarded(status) => status_words(*status),
        Verdict::Unclear(failure) => reason(*failure),
        Verdict::NoSuchHost => reason(RequestFailure::NoSuchHost),
        Verdict::Private => reason(RequestFailure::Private),
        Verdict::Answers { .. } => "it works".to_owned(),
    }
}

fn status_words(status: u16) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    reason.map_or_else(
        || format!("the server responds with {status}"),
        |reason| format!("the server responds with {status} {reason}"),
    )
}

fn reason(failure: RequestFailure) -> String {
    let words = match failure {
        RequestFailure::InvalidAddress => "it is not a valid web address",
        RequestFailure::NoSuchHost => "the host does not exist",
        RequestFailure::Private => "it is in a private network",
        RequestFailure::Lookup => "its host name cannot be resolved at the moment",
        RequestFailure::NoRoute => "its host cannot be reached",
        RequestFailure::Refused => "its host refuses connections",
        RequestFailure::Timeout => "the server did not respond in time",
        RequestFailure::Closed => "the connection was closed without a response",
        RequestFailure::NotHttp => "the response is not HTTP",
        RequestFailure::CertificateExpired => "the certificate of its host has expired or is not valid yet",
        RequestFailure::CertificateName => "the certificate belongs to another host",
        RequestFailure::CertificateIssuer => "the certificate of its host is not trusted",
        RequestFailure::Tls => "the TLS handshake failed",
        RequestFailure::RedirectLoop => "redirects form a loop",
        RequestFailure::TooManyRedirects => "there are too many redirects",
        RequestFailure::BadRedirect => "it redirects to an invalid web address",
        RequestFailure::Status(status) => return status_words(status),
    };
    words.to_owned()
}
