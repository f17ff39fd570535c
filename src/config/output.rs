//! Resolves `[output]`.

use super::host::Host;
use super::reader::Span;
use super::reader::Spanned;
use super::resolver::{Resolver, text};
use super::{Output, written};

/// Fills in defaults that depend on the files that the host reads.
pub(super) fn resolve(resolver: &mut Resolver<'_>, output: written::Output) -> Output {
    let host_at = output.host.as_ref().map(|host| host.range.clone()).unwrap_or_default();
    let host = output.host.and_then(|host| named(resolver, &host)).unwrap_or_default();
    Output {
        search: output.search.unwrap_or(true),
        api: output.api.unwrap_or(true),
        special: output.special.unwrap_or(true),
        backlinks: output.backlinks.unwrap_or(true),
        feed_entries: output.feed_entries.unwrap_or(30),
        csp: output.csp.unwrap_or(false),
        headers: output.headers.unwrap_or_else(|| host.reads_headers()),
        host,
        host_at: Span(host_at),
        cname: text(output.cname),
        max_size: output.max_size.map(|megabytes| (megabytes as u64).saturating_mul(1_000_000)),
    }
}

fn named(resolver: &mut Resolver<'_>, name: &Spanned<String>) -> Option<Host> {
    let found = Host::NAMES.iter().find(|(known, _)| *known == name.value);
    if found.is_none() {
        resolver.not_one_of("host", name, Host::NAMES.iter().map(|(known, _)| *known));
    }
    found.map(|(_, host)| *host)
}
