//! Names in `site.toml`.

use super::{Held, Holder, Reference, Referent, Syntax, body, values};
use crate::config::{self, Config, Named, NamedKind, SharedText};
use crate::page::decoded::toml;
use crate::page::mentions::Form;
use crate::page::node::Origin;
use crate::page::shared_text;
use crate::text::Source;

/// The names in the settings, except those declared by keys: types, fields and properties.
pub(super) fn references(source: &Source) -> Vec<Reference> {
    let (config, _) = config::load(source);
    let mut found: Vec<_> =
        config::named(source).into_iter().flat_map(|named| of_value(source, &named)).collect();
    let queries = config.types.iter().flat_map(|(_, page_type)| &page_type.queries);
    found.extend(queries.flat_map(|query| values::of_type_query(query, &config)));
    found.extend(config.shared_texts.iter().flat_map(|text| of_shared_text(text, &config)));
    found
}

/// The names in a text for many pages. Of a string with escapes, only the links in brackets are found.
fn of_shared_text(text: &SharedText, config: &Config) -> Vec<Reference> {
    let range = text.range();
    let spelled = toml(&config.source.text[range.clone()], &text.text);
    if config.components.named(text.text.trim()).is_some() {
        Vec::new()
    } else if spelled.is_verbatim() {
        let page = shared_text(text, config);
        let mut found = values::of_queries(&page, config);
        found.extend(values::of_components(&page, config));
        found.extend(body::of_shared_text(&page, config));
        found
    } else {
        of_value(&config.source, &Named { kind: NamedKind::Text, text: text.text.clone(), range })
    }
}

fn of_value(source: &Source, named: &Named) -> Vec<Reference> {
    let referent = match named.kind {
        NamedKind::Address => Referent::Path,
        NamedKind::Type => Referent::Type,
        NamedKind::Field => Referent::Field,
        NamedKind::Template => Referent::Template,
        NamedKind::Folder => Referent::Folder,
        NamedKind::Page => Referent::Page,
        NamedKind::File => Referent::File,
        NamedKind::Category => Referent::Category,
        NamedKind::Text => Referent::Page,
    };
    let form = if named.kind == NamedKind::Text { Form::Text } else { Form::Bare };
    let held = Held {
        decoded: toml(&source.text[named.range.clone()], &named.text).shifted(named.range.start),
        origin: Origin::at(0),
        whole: named.range.clone(),
        syntax: Syntax::Value(form),
        holder: Holder::Toml,
    };
    let mut found = held.references(referent, false);
    // Names with a value in them differ from page to page.
    found.retain(|reference| !reference.text.contains("{{") && !reference.text.contains("{%"));
    found
}
