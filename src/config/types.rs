//! Resolved page types, their fields, and the properties of claims.

use std::collections::BTreeMap;

use super::fields::{Field, Inverse, TypeId};
use super::reader::Span;
use super::type_categories::TypeCategory;
use super::type_queries::TypeQuery;

/// All page types of a wiki, in the order of `site.toml`.
#[derive(Debug, Clone, Default)]
pub struct Types {
    list: Vec<PageType>,
    by_name: BTreeMap<String, TypeId>,
    by_folder: BTreeMap<String, TypeId>,
}

impl Types {
    /// Builds the lookup tables for a list of types.
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

    /// Sets the labels of types, fields and relations in print.
    pub(super) fn set_in_print(&mut self, set: &impl Fn(&mut String)) {
        for page_type in &mut self.list {
            set(&mut page_type.label);
            set(&mut page_type.plural);
            page_type.fields.iter_mut().for_each(|field| field.set_in_print(set));
        }
    }

    /// A type.
    pub fn get(&self, id: TypeId) -> &PageType {
        &self.list[usize::from(id.0)]
    }

    /// The type with a name, as written in front matter.
    pub fn named(&self, name: &str) -> Option<TypeId> {
        self.by_name.get(name).copied()
    }

    /// The type of the pages in a folder of `content/`: that of the folder itself or of the nearest folder above that
    /// has one.
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

    /// Inverse relations of all types.
    pub fn inverses(&self) -> impl Iterator<Item = &Inverse> {
        let fields = self.list.iter().flat_map(|page_type| &page_type.fields);
        fields.flat_map(|field| std::iter::once(field).chain(field.inner())).filter_map(Field::inverse)
    }

    /// A type and its bases, nearest first.
    pub fn lineage(&self, id: TypeId) -> impl Iterator<Item = &PageType> {
        self.ids_above(id).map(|id| self.get(id))
    }

    /// Returns whether a type is `ancestor` or is based on it.
    pub fn is_a(&self, id: TypeId, ancestor: TypeId) -> bool {
        self.ids_above(id).any(|id| id == ancestor)
    }

    /// A type and its bases by their ids, nearest first.
    pub fn ids_above(&self, id: TypeId) -> impl Iterator<Item = TypeId> {
        std::iter::successors(Some(id), |id| self.get(*id).base).take(self.list.len())
    }
}

/// A page type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageType {
    /// Name in front matter.
    pub id: String,
    /// Singular label for readers.
    pub label: String,
    /// Plural label for readers.
    pub plural: String,
    /// Folder of `content/` that gives its pages this type.
    pub folder: Option<String>,
    /// The type that this one is based on.
    pub base: Option<TypeId>,
    /// Name of a schema.org type, for structured data.
    pub schema: String,
    /// Template of its pages, such as `work.html`.
    pub template: Option<String>,
    /// Position of the template's name.
    pub template_at: Span,
    /// Role of its pages besides being pages.
    pub role: Role,
    /// The name by which lists sort its pages; `None` for their titles.
    pub sort_by: Option<SortBy>,
    /// Categories of all of its pages, inherited ones last.
    pub categories: Vec<TypeCategory>,
    /// Queries for all of its pages, without inherited ones.
    pub queries: Vec<TypeQuery>,
    /// The accent of its pages, with its position.
    pub accent: Option<(String, Span)>,
    /// The accent in the dark scheme.
    pub accent_dark: Option<(String, Span)>,
    /// Its fields, inherited ones first.
    pub fields: Vec<Field>,
}

/// The name by which lists sort the pages of a type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SortBy {
    /// The title.
    Title,
    /// The title of a page about a person, with the last name first.
    LastName,
    /// The value of a field.
    Field(String),
}

impl PageType {
    /// The accent in the light or the dark scheme, with its position.
    pub fn accent(&self, dark: bool) -> Option<(&str, &Span)> {
        let own = self.accent_dark.as_ref().filter(|_| dark).or(self.accent.as_ref());
        own.map(|(accent, at)| (accent.as_str(), at))
    }

    /// The field with a name.
    pub fn field(&self, name: &str) -> Option<&Field> {
        self.fields.iter().find(|field| field.name == name)
    }

    /// The field with a name, or a field of its records, as in `cast.actor`.
    pub fn field_at(&self, path: &str) -> Option<&Field> {
        match path.split_once('.') {
            None => self.field(path),
            Some((name, inner)) => self.field(name)?.inner().iter().find(|field| field.name == inner),
        }
    }
}

/// The role of a type's pages besides being pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// None.
    Page,
    /// Its pages are the entries of the timeline.
    Event,
    /// Its pages are sources that can be cited by file name.
    Source,
}

/// A property that claims are about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Property {
    /// Name in claims.
    pub name: String,
    /// Label for readers.
    pub label: String,
    /// True if several values can be current at once.
    pub many: bool,
    /// Unit shown after a number.
    pub unit: Option<String>,
    /// Its place in the order of declaration, in which properties are listed.
    pub order: usize,
}
