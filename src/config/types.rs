//! Types of pages, their fields, and the properties that claims are about, as meant.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::inputs::SITE_TOML;
use crate::text::Place;

/// Bytes of `site.toml`. What only moves is not another setting: spans are all equal, and look alike.
#[derive(Clone, Default)]
pub struct Span(pub Range<usize>);

impl PartialEq for Span {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Eq for Span {}

impl fmt::Debug for Span {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Span")
    }
}

impl Span {
    /// The place that it names.
    pub fn place(&self) -> Place {
        Place { path: SITE_TOML.into(), range: self.0.clone().into() }
    }
}

/// Index of a type in [`Types`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct TypeId(pub u16);

/// All types that a wiki declares, in the order of `site.toml`.
#[derive(Debug, Clone, Default)]
pub struct Types {
    list: Vec<PageType>,
    by_name: BTreeMap<String, TypeId>,
    by_folder: BTreeMap<String, TypeId>,
}

impl Types {
    /// Makes the look-up tables of a list of types.
    pub(super) fn new(list: Vec<PageType>) -> Self {
        let mut by_name = BTreeMap::new();
        let mut by_folder = BTreeMap::new();
        for (index, page_type) in list.iter().enumerate() {
            let id = TypeId(u16::try_from(index).expect("the resolver bounds the number of types"));
            by_name.insert(page_type.id.clone(), id);
            if let Some(folder) = &page_type.folder {
                by_folder.insert(folder.clone(), id);
            }
        }
        Self { list, by_name, by_folder }
    }

    /// A type.
    pub fn get(&self, id: TypeId) -> &PageType {
        &self.list[usize::from(id.0)]
    }

    /// The type with a name, as written in front matter.
    pub fn named(&self, name: &str) -> Option<TypeId> {
        self.by_name.get(name).copied()
    }

    /// The type of the pages in a folder of `content/`: that of the nearest folder upwards that has one.
    pub fn of_folder(&self, folder: &str) -> Option<TypeId> {
        let mut folder = folder;
        loop {
            if let Some(&id) = self.by_folder.get(folder) {
                return Some(id);
            }
            folder = folder.rsplit_once('/')?.0;
        }
    }

    /// All types with their ids, in the order of `site.toml`.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &PageType)> {
        self.list.iter().enumerate().map(|(index, page_type)| (TypeId(index as u16), page_type))
    }

    /// What pages at the other ends of references show, over all types.
    pub fn inverses(&self) -> impl Iterator<Item = &Inverse> {
        let fields = self.list.iter().flat_map(|page_type| &page_type.fields);
        fields.flat_map(|field| std::iter::once(field).chain(field.inner())).filter_map(Field::inverse)
    }

    /// A type and those that it builds on, nearest first.
    pub fn lineage(&self, id: TypeId) -> impl Iterator<Item = &PageType> {
        self.ids_above(id).map(|id| self.get(id))
    }

    /// Whether a type is another one or builds on it.
    pub fn is_a(&self, id: TypeId, ancestor: TypeId) -> bool {
        self.ids_above(id).any(|id| id == ancestor)
    }

    fn ids_above(&self, id: TypeId) -> impl Iterator<Item = TypeId> {
        std::iter::successors(Some(id), |id| self.get(*id).base).take(self.list.len())
    }
}

/// A type of pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageType {
    /// As written in front matter.
    pub id: String,
    /// For readers, one page.
    pub label: String,
    /// For readers, several pages.
    pub plural: String,
    /// Folder of `content/` whose pages have this type.
    pub folder: Option<String>,
    /// The type this one builds on.
    pub base: Option<TypeId>,
    /// Name of a type of schema.org, for machines.
    pub schema: String,
    /// Template of its pages, such as `work.html`.
    pub template: Option<String>,
    /// Where that is said.
    pub template_at: Span,
    /// What the type has a part in besides being a page.
    pub role: Role,
    /// Its fields, those of the base first.
    pub fields: Vec<Field>,
}

impl PageType {
    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field with a name, or the field of its records that a dot leads to, as in `cast.actor`.
    pub fn field_at(&self, path: &str) -> Option<&Field> {
        match path.split_once('.') {
            None => self.field(path),
            Some((name, inner)) => self.field(name)?.inner().iter().find(|field| field.name == inner),
        }
    }
}

/// What a type has a part in besides being a page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// Nothing more.
    Page,
    /// Its pages are the entries of the timeline.
    Event,
    /// Its pages are sources that can be cited by their file's name.
    Source,
}

/// A field of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Key in front matter.
    pub name: String,
    /// For readers.
    pub label: String,
    /// For editors.
    pub help: Option<String>,
    /// What a value is.
    pub kind: FieldKind,
    /// Whether the field takes a list.
    pub many: bool,
    /// Whether every page of the type must have it.
    pub required: bool,
    /// The value of pages that do not have it, as text that can be read as a value of its kind.
    pub default: Option<String>,
    /// Where that is said.
    pub default_at: Span,
    /// What stands behind a number, such as `minutes`.
    pub unit: Option<String>,
    /// Whether the infobox leaves it out.
    pub hidden: bool,
    /// Property of schema.org, for machines.
    pub schema: Option<String>,
}

impl Field {
    /// A field for any texts, such as the rows of `info:`.
    pub fn text() -> Self {
        Self {
            name: "info".to_owned(),
            label: String::new(),
            help: None,
            kind: FieldKind::Text,
            many: true,
            required: false,
            default: None,
            default_at: Span::default(),
            unit: None,
            hidden: false,
            schema: None,
        }
    }

    /// The fields of its records.
    pub fn inner(&self) -> &[Self] {
        match &self.kind {
            FieldKind::Record(fields) => fields,
            _ => &[],
        }
    }

    /// What the pages that it names show.
    pub const fn inverse(&self) -> Option<&Inverse> {
        match &self.kind {
            FieldKind::Reference { inverse, .. } => inverse.as_ref(),
            _ => None,
        }
    }
}

/// What a field's value is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FieldKind {
    /// Any text.
    Text,
    /// A number.
    Number,
    /// Yes or no.
    Boolean,
    /// A date, exact or partial.
    Date,
    /// An address on the web.
    Url,
    /// A picture.
    Image,
    /// One of these texts.
    Choice(Vec<String>),
    /// A page of one of these types; of any type when the list is empty.
    Reference {
        /// The types it may have.
        to: Vec<TypeId>,
        /// What the page at the other end shows.
        inverse: Option<Inverse>,
    },
    /// A small map.
    Record(Vec<Field>),
}

/// What the page at the other end of a reference shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inverse {
    /// Name of the relation as seen from there.
    pub name: String,
    /// For readers.
    pub label: String,
}

/// A property that claims are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// As written in claims.
    pub name: String,
    /// For readers.
    pub label: String,
    /// Whether several values can be current at once.
    pub many: bool,
    /// What stands behind a number.
    pub unit: Option<String>,
}
