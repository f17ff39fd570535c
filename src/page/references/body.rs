//! Names in the body of a page: links, images, embeds, citations and addresses in raw HTML.

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Held, Holder, Reference, Referent, Syntax};
use crate::config::Config;
use crate::page::body::Cite;
use crate::page::decoded::{Decoded, attribute, markdown};
use crate::page::links::{Link, LinkKind};
use crate::page::markdown::{Destination, destination_alone, destinations, readable};
use crate::page::mentions::Form;
use crate::page::node::Origin;
use crate::page::{Page, Parsing};

/// The names in the body of a page.
pub(super) fn references(page: &Page, config: &Config) -> Vec<Reference> {
    let file = page.source.text.as_ref();
    let text = format!("{}{}", &file[..page.body_start], readable(&file[page.body_start..]));
    let destinations = destinations(file, page.body_start, &config.content);
    find(page, config, &text, &destinations)
}

/// The names in a text that stands in `site.toml` as it is read. Markdown links defined below the text are not found.
pub(super) fn of_shared_text(page: &Page, config: &Config) -> Vec<Reference> {
    find(page, config, &page.source.text, &BTreeMap::new())
}

/// The names in a body that was read from a text of the same length as its file.
fn find(
    page: &Page,
    config: &Config,
    text: &str,
    destinations: &BTreeMap<(usize, usize), Destination>,
) -> Vec<Reference> {
    let file = page.source.text.as_ref();
    let calls = page.body.components.iter().map(|call| call.ignoring_label(Parsing));
    let mut in_blocks =
        calls.map(|call| call.links.0..call.links.1).filter(|links| !links.is_empty()).peekable();
    let mut skipped = 0;
    let mut found = Vec::new();
    for (index, link) in page.body.links.iter().enumerate() {
        let link = link.ignoring_label(Parsing);
        let range = link.range.0 as usize..link.range.1 as usize;
        while let Some(links) = in_blocks.next_if(|links| links.start as usize <= index) {
            skipped = skipped.max(links.end as usize);
        }
        // YAML determines how names in blocks are spelled. What a component writes has the range of its call.
        if index < skipped || is_call(text, &range) {
            continue;
        }
        let names = match link.kind {
            LinkKind::Wiki | LinkKind::WikiFile | LinkKind::Embed => wikilink(text, range, link.kind),
            LinkKind::Markdown | LinkKind::Image => {
                let known = destinations.get(&(range.start, range.end)).cloned();
                // Captions and cells are parsed on their own.
                let destination = known.or_else(|| destination_alone(file, range, &config.content));
                destination.map(|destination| address(text, &destination, link)).unwrap_or_default()
            }
            LinkKind::RawUrl => raw_address(text, range, link),
            LinkKind::Stated
            | LinkKind::StatedPath
            | LinkKind::External
            | LinkKind::Unsafe
            | LinkKind::Absent => continue,
        };
        found.extend(names.into_iter().map(|reference| Reference { link: Some(index), ..reference }));
    }
    let citations = page.body.citations.iter().map(|citation| citation.ignoring_label(Parsing));
    let cites = citations.flat_map(|cited| &cited.items);
    let written = cites.filter(|cite| !is_call(text, &(cite.range.0 as usize..cite.range.1 as usize)));
    found.extend(written.flat_map(|cite| citation(text, cite)));
    found
}

/// Returns whether a range is the call of a component rather than a name.
fn is_call(text: &str, range: &Range<usize>) -> bool {
    text[range.clone()].starts_with("{{")
}

/// `[[Name#heading|label]]` and `![[Name]]`.
fn wikilink(text: &str, range: Range<usize>, kind: LinkKind) -> Vec<Reference> {
    let written = &text[range.clone()];
    let inside = written.trim_start_matches('!').strip_prefix("[[").and_then(|rest| rest.strip_suffix("]]"));
    if inside.is_none() && kind == LinkKind::WikiFile {
        return bare_file(written, range);
    }
    // The target of a picture, `link=Page`, has no brackets.
    let inside = inside.unwrap_or(written);
    let start = range.start + (inside.as_ptr().addr() - written.as_ptr().addr());
    let held = Held {
        decoded: Decoded::verbatim(inside, start),
        origin: Origin::at(0),
        whole: start..start + inside.len(),
        syntax: Syntax::Wikilink,
        holder: Holder::Text,
    };
    held.references(Referent::Page, false)
}

/// A file without brackets, which is the argument of a component.
fn bare_file(written: &str, range: Range<usize>) -> Vec<Reference> {
    let held = Held {
        decoded: Decoded::verbatim(written, range.start),
        origin: Origin::at(0),
        whole: range,
        syntax: Syntax::Value(Form::Bare),
        holder: Holder::Text,
    };
    held.references(Referent::File, false)
}

/// The address of a Markdown link or image.
fn address(text: &str, destination: &Destination, link: &Link) -> Vec<Reference> {
    let range = destination.address.clone();
    let held = Held {
        decoded: markdown(&text[range.clone()], &destination.text).shifted(range.start),
        origin: Origin::at(0),
        whole: range,
        syntax: Syntax::Address,
        holder: Holder::Address(destination.in_brackets),
    };
    let mut found = held.references(referent(link), false);
    found.iter_mut().for_each(|reference| reference.label = destination.label.clone());
    found
}

fn referent(link: &Link) -> Referent {
    if link.kind == LinkKind::Image { Referent::File } else { Referent::Path }
}

/// The address in an attribute of raw HTML.
fn raw_address(text: &str, range: Range<usize>, link: &Link) -> Vec<Reference> {
    let quote = text[..range.start].chars().next_back().filter(|quote| matches!(quote, '"' | '\''));
    let held = Held {
        decoded: attribute(&text[range.clone()]).shifted(range.start),
        origin: Origin::at(0),
        whole: range,
        syntax: Syntax::Address,
        holder: Holder::Attribute(quote),
    };
    held.references(referent(link), false)
}

/// `@id, locator` in a citation.
fn citation(text: &str, cite: &Cite) -> Vec<Reference> {
    let start = cite.range.0 as usize + "@".len();
    let end = start + cite.id.len();
    let held = Held {
        decoded: Decoded::verbatim(&cite.id, start),
        origin: Origin::at(0),
        whole: start..end,
        syntax: Syntax::Value(Form::Bare),
        holder: Holder::Text,
    };
    let rest = text[end..].split([';', ']']).next().unwrap_or_default();
    let locator = rest.trim_start().strip_prefix(',').map(str::trim).filter(|locator| !locator.is_empty());
    let place = locator.map(|locator| {
        let start = locator.as_ptr().addr() - text.as_ptr().addr();
        start..start + locator.len()
    });
    let mut found = held.references(Referent::Source, false);
    found.iter_mut().for_each(|reference| reference.label.clone_from(&place));
    found
}
