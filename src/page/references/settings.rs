//! Names in `site.toml`.

use super::{Held, Holder, Reference, Referent, Syntax};
use crate::config::{self, Named, NamedKind};
use crate::page::decoded::toml;
use crate::page::mentions::Form;
use crate::page::node::Origin;
use crate::text::Source;

/// The names in the settings, except those declared by keys: types, fields and properties.
pub(super) fn references(source: &Source) -> Vec<Reference> {
    config::named(source).into_iter().flat_map(|named| reference(source, &named)).collect()
}

fn reference(source: &Source, named: &Named) -> Vec<Reference> {
    let referent = match named.kind {
        NamedKind::Address => Referent::Path,
        NamedKind::Type => Referent::Type,
        NamedKind::Field => Referent::Field,
        NamedKind::Template => Referent::Template,
        NamedKind::Folder => Referent::Folder,
        NamedKind::Page => Referent::Page,
        NamedKind::File => Referent::File,
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
    held.references(referent, false)
}
