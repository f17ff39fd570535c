//! Turns verdicts into diagnostics, with a remedy.

use std::collections::BTreeMap;

use hyper::StatusCode;
use url::Url;

use super::mentions::{By, Mention, entry};
use super::verdict::{Trouble, Verdict};
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
        By::Text(..) | By::Matter(..) => of_link(mention, &verdict),
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
        None => Some(Trouble::NoAddress.into()),
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
            format!("{named} is marked as dead, and its address answers again"),
            "look whether it still says the same, then remove `dead: true`",
        ),
        Verdict::Answers { moved } => has_moved(mention, &named, moved.as_deref()?),
        Verdict::Guarded(_) => None,
        Verdict::Gone(_) | Verdict::NoSuchHost if source.dead => None,
        Verdict::Gone(_) | Verdict::NoSuchHost => Found::new(
            &codes::DEAD_SOURCE,
            format!("{named} no longer answers: {}", words(verdict)),
            copy_of(mention.text, source, verdicts),
        ),
        Verdict::Private => is_private(&named),
        Verdict::Unclear(_) if source.dead => None,
        Verdict::Unclear(trouble) => is_unclear(&format!("{named} could not be tested"), *trouble),
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
            "set `dead: true` so that the archived copy, which answers, is shown first".to_owned()
        }
        Some(Verdict::Gone(_) | Verdict::NoSuchHost) => {
            format!("the archived copy is gone as well; look for another one at {search}")
        }
        _ => "set `dead: true` so that the archived copy is shown first; it could not be tested just now"
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
            format!("{named} is not there: {}", words(verdict)),
            "look for another copy, or remove `archive:`",
        ),
        Verdict::Private => is_private(&named),
        Verdict::Unclear(trouble) => is_unclear(&format!("{named} could not be tested"), *trouble),
    }
}

fn of_link(mention: &Mention<'_>, verdict: &Verdict) -> Option<Found> {
    let named = format!("`{}`", mention.text);
    match verdict {
        Verdict::Answers { moved } => has_moved(mention, &named, moved.as_deref()?),
        Verdict::Guarded(_) => None,
        Verdict::Gone(_) | Verdict::NoSuchHost => Found::new(
            &codes::DEAD_LINK,
            format!("{named} leads nowhere: {}", words(verdict)),
            format!(
                "correct the address, or link to a copy, such as one from https://web.archive.org/web/*/{}",
                mention.text
            ),
        ),
        Verdict::Private => is_private(&named),
        Verdict::Unclear(trouble) => is_unclear(&format!("{named} could not be tested"), *trouble),
    }
}

fn has_moved(mention: &Mention<'_>, named: &str, to: &str) -> Option<Found> {
    let before = mention.url.as_ref()?;
    let fragment =
        mention.text.split_once('#').map(|(_, fragment)| format!("#{fragment}")).unwrap_or_default();
    let front_page = |url: &Url| url.path() == "/" && url.query().is_none();
    let lost = Url::parse(to).is_ok_and(|to| front_page(&to)) && !front_page(before);
    let help = if lost {
        "that is the front page of a site: what was linked to may be gone".to_owned()
    } else {
        format!("write `{to}{fragment}`")
    };
    Found::new(&codes::MOVED_ADDRESS, format!("{named} has moved for good to `{to}`"), help)
}

fn is_private(named: &str) -> Option<Found> {
    let message = format!("{named} leads into a private network, and was not asked");
    Found::new(
        &codes::PRIVATE_ADDRESS,
        message,
        "readers cannot follow it; if you mean a host of your own, name it with `--allow-private HOST`",
    )
}

fn is_unclear(subject: &str, trouble: Trouble) -> Option<Found> {
    let help = match trouble {
        Trouble::NoAddress => "correct the address",
        Trouble::CertificateExpired
        | Trouble::CertificateName
        | Trouble::CertificateIssuer
        | Trouble::Tls => "follow it in a browser, which may warn readers there",
        Trouble::Circle | Trouble::TooManyRedirects | Trouble::BadRedirect => "follow it in a browser",
        _ => "check again on another day",
    };
    Found::new(&codes::UNREACHABLE_ADDRESS, format!("{subject}: {}", trouble_words(trouble)), help)
}

fn words(verdict: &Verdict) -> String {
    match verdict {
        Verdict::Gone(status) | Verdict::Guarded(status) => status_words(*status),
        Verdict::Unclear(trouble) => trouble_words(*trouble),
        Verdict::NoSuchHost => trouble_words(Trouble::NoSuchHost),
        Verdict::Private => trouble_words(Trouble::Private),
        Verdict::Answers { .. } => "it answers".to_owned(),
    }
}

fn status_words(status: u16) -> String {
    let reason = StatusCode::from_u16(status).ok().and_then(|status| status.canonical_reason());
    reason.map_or_else(
        || format!("the answer is {status}"),
        |reason| format!("the answer is {status} {reason}"),
    )
}

fn trouble_words(trouble: Trouble) -> String {
    let words = match trouble {
        Trouble::NoAddress => "it is no address of the web",
        Trouble::NoSuchHost => "there is no such host",
        Trouble::Private => "it is in a private network",
        Trouble::Lookup => "its host cannot be looked up at the moment",
        Trouble::NoWay => "its host cannot be reached",
        Trouble::Refused => "its host refuses connections",
        Trouble::Silent => "there was no answer in time",
        Trouble::Closed => "the connection was closed without an answer",
        Trouble::NotHttp => "the answer is not HTTP",
        Trouble::CertificateExpired => "the certificate of its host has expired or is not valid yet",
        Trouble::CertificateName => "the certificate is that of another host",
        Trouble::CertificateIssuer => "the certificate of its host is not trusted",
        Trouble::Tls => "no encrypted connection could be made",
        Trouble::Circle => "redirects lead round in a circle",
        Trouble::TooManyRedirects => "there are too many redirects",
        Trouble::BadRedirect => "it redirects to something that is no address of the web",
        Trouble::Status(status) => return status_words(status),
    };
    words.to_owned()
}
