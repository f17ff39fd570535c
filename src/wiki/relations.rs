//! Typed relations: the pages that fields refer to, and their inverses.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::grouped::Grouped;
use super::name_resolver::{Meaning, NameResolver};
use super::{Linking, Lookup, NameRef, PageId, Several};
use crate::config::{Field, FieldKind, Inverse, TypeId, Types};
use crate::diag::{Diagnostic, codes, limit};
use crate::labels::Labelled;
use crate::page::Page;
use crate::page::links::PageName;
use crate::page::node::YamlPath;
use crate::page::value::{FieldValue, FieldValues, Value, inner_values};
use crate::text::Place;

/// All relations between pages.
#[derive(Debug, Default)]
pub struct Relations {
    /// Relations of each page, in order of its fields. Each carries the scopes of its value.
    outgoing: Vec<Vec<Labelled<Relation>>>,
    /// Pages that refer to each page, with the index of the relation there.
    incoming: Grouped<(PageId, u32)>,
    /// Names of unwritten pages in fields, by the page that has the field.
    missing: FxHashMap<PageId, Vec<Labelled<PageName>>>,
    /// For pages with many relations: the target by location.
    by_place: FxHashMap<PageId, FxHashMap<YamlPath, PageId>>,
}

/// Number of relations of a page from which they are looked up through an index.
const MANY: usize = 16;
/// Maximum number of pages with the same name that are checked for one of an allowed type.
const MAX_NAMED: usize = 1_000;

/// One reference in a field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Relation {
    /// The page that has the field.
    pub from: PageId,
    /// The page referred to.
    pub to: PageId,
    /// Type of the page that has the field.
    pub page_type: TypeId,
    /// Index of the field in its type.
    pub field: u16,
    /// For a record, the indices of the value and of the field within the record.
    pub record: Option<(u16, u16)>,
    /// Location of the name.
    pub at: YamlPath,
}

impl Relation {
    /// The field of the relation: for a record, the field of the record itself.
    pub fn field<'t>(&self, types: &'t Types) -> &'t Field {
        let field = &types.get(self.page_type).fields[usize::from(self.field)];
        self.record.map_or(field, |(_, inner)| &field.inner()[usize::from(inner)])
    }
}

impl Relations {
    pub(super) fn new(resolver: &NameResolver<'_>, faults: &mut Vec<Diagnostic>) -> Self {
        let gathered: Vec<Gathered> = (0..resolver.pages.len())
            .into_par_iter()
            .with_min_len(64)
            .map(|id| gather(resolver, id as PageId))
            .collect();
        let mut outgoing = Vec::with_capacity(gathered.len());
        let mut missing = FxHashMap::default();
        for (id, page) in (0..).zip(gathered) {
            outgoing.push(page.list);
            faults.extend(page.faults);
            if !page.missing.is_empty() {
                missing.insert(id, page.missing);
            }
        }
        let named = outgoing.iter().flat_map(|list| {
            list.iter().enumerate().map(|(index, relation): (usize, &Labelled<Relation>)| {
                let relation = relation.ignoring_label(Linking);
                (relation.to, (relation.from, index as u32))
            })
        });
        let incoming = Grouped::new(outgoing.len(), named);
        let many = (0..).zip(&outgoing).filter(|(_, list)| list.len() > MANY);
        let by_place = many.map(|(id, list)| (id, by_place(list))).collect();
        let relations = Self { outgoing, incoming, missing, by_place };
        relations.report_conflicts(resolver, faults);
        check_defaults(resolver, faults);
        relations
    }

    /// The page that a reference value refers to.
    pub fn target(&self, page: PageId, at: YamlPath) -> Option<PageId> {
        let list = &self.outgoing[page as usize];
        if list.len() > MANY {
            return self.by_place.get(&page)?.get(&at).copied();
        }
        list.iter().map(|relation| relation.ignoring_label(Linking)).find(|it| it.at == at).map(|it| it.to)
    }

    /// The inverse name of a relation and its position among others there, from the settings, which are public.
    pub fn inverse<'t>(
        &self,
        relation: Labelled<&Relation>,
        types: &'t Types,
    ) -> Option<((u16, u16, u16), &'t Inverse)> {
        let relation = *relation.ignoring_label(Linking);
        let inner = relation.record.map_or(0, |(_, inner)| inner);
        Some(((relation.page_type.0, relation.field, inner), relation.field(types).inverse()?))
    }

    /// Relations that lead to a page, in order of their source pages.
    pub fn incoming(&self, page: PageId) -> impl Iterator<Item = Labelled<&Relation>> {
        self.incoming
            .of(page)
            .iter()
            .map(|&(from, index)| self.outgoing[from as usize][index as usize].as_ref())
    }

    /// Names of unwritten pages in the fields of a page.
    pub fn missing(&self, page: PageId) -> impl Iterator<Item = Labelled<&PageName>> {
        self.missing.get(&page).into_iter().flatten().map(Labelled::as_ref)
    }

    /// Relations from the fields of a page.
    pub fn outgoing(&self, page: PageId) -> &[Labelled<Relation>] {
        &self.outgoing[page as usize]
    }

    /// All relations, in order of their source pages.
    pub fn iter(&self) -> impl Iterator<Item = Labelled<&Relation>> {
        self.all().map(Labelled::as_ref)
    }

    fn all(&self) -> impl Iterator<Item = &Labelled<Relation>> {
        self.outgoing.iter().flatten()
    }

    /// Reports relations that are written at both ends and disagree.
    fn report_conflicts(&self, resolver: &NameResolver<'_>, faults: &mut Vec<Diagnostic>) {
        if !can_conflict(resolver) {
            return;
        }
        let mut named: FxHashMap<(PageId, YamlPath), Vec<PageId>> = FxHashMap::default();
        for relation in self.all().map(|relation| relation.ignoring_label(Linking)) {
            let Some(inverse) = relation.field(&resolver.config.types).inverse() else { continue };
            let far = &resolver.pages[relation.to as usize];
            let Some(page_type) = far.page_type else { continue };
            let fields = &resolver.config.types.get(page_type).fields;
            let written = far.matter.fields.iter().find(|values| {
                let field = &fields[usize::from(values.field)];
                field.name == inverse.name
                    && matches!(field.kind, FieldKind::Reference { .. })
                    && values.at != YamlPath::ROOT
            });
            let Some(written) = written else { continue };
            let named = named.entry((relation.to, written.at)).or_insert_with(|| {
                let places = written.values.iter().map(|value| value.ignoring_label(Linking).at);
                let mut named: Vec<PageId> = places.filter_map(|at| self.target(relation.to, at)).collect();
                named.sort_unstable();
                named
            });
            if named.binary_search(&relation.from).is_err() {
                let near = &resolver.pages[relation.from as usize];
                let message = format!(
                    "this names `{}`, but `{}` on that page does not name `{}`",
                    far.title, inverse.name, near.title
                );
                let fault = Diagnostic::new(&codes::RELATION_CONFLICT, near.place(relation.at), message);
                let fault = fault.related(far.key_place(written.at), "the other end is here");
                faults.push(fault.help("write the relation on one of the two pages only"));
            }
        }
    }
}

/// The target at each location of a page; the first relation applies.
fn by_place(list: &[Labelled<Relation>]) -> FxHashMap<YamlPath, PageId> {
    list.iter()
        .rev()
        .map(|relation| relation.ignoring_label(Linking))
        .map(|relation| (relation.at, relation.to))
        .collect()
}

/// The relations of one page.
#[derive(Debug, Default)]
struct Gathered {
    list: Vec<Labelled<Relation>>,
    missing: Vec<Labelled<PageName>>,
    faults: Vec<Diagnostic>,
}

fn gather(resolver: &NameResolver<'_>, id: PageId) -> Gathered {
    let page = &resolver.pages[id as usize];
    let mut found = Gathered::default();
    if let Some(page_type) = page.page_type {
        let fields = &resolver.config.types.get(page_type).fields;
        let mut gather = Gather { resolver, found: &mut found, id, page, page_type };
        for values in &page.matter.fields {
            gather.field(&fields[usize::from(values.field)], values);
        }
    }
    limit(&mut found.faults);
    found
}

/// True if any type has a field named like the inverse of another, so that both ends can be written.
fn can_conflict(resolver: &NameResolver<'_>) -> bool {
    let types = &resolver.config.types;
    types
        .inverses()
        .any(|inverse| types.iter().any(|(_, page_type)| page_type.field(&inverse.name).is_some()))
}

struct Gather<'g, 's> {
    resolver: &'g NameResolver<'s>,
    found: &'g mut Gathered,
    id: PageId,
    page: &'g Page,
    page_type: TypeId,
}

impl Gather<'_, '_> {
    fn field(&mut self, field: &Field, values: &FieldValues) {
        for (ordinal, value) in (0..).zip(&values.values) {
            self.value(field, value.as_ref(), (values.field, None));
            for (index, inner) in inner_values(value.as_ref()) {
                let place = (values.field, Some((ordinal, index)));
                self.value(&field.inner()[usize::from(index)], inner, place);
            }
        }
    }

    /// Adds the relation of a value; `place` is its index in `field`, and its position in a record.
    fn value(&mut self, field: &Field, value: Labelled<&FieldValue>, place: (u16, Option<(u16, u16)>)) {
        let FieldValue { value: written, at, .. } = value.ignoring_label(Linking);
        let (Value::Reference(name), FieldKind::Reference { to, .. }) = (written, &field.kind) else {
            return;
        };
        let known = self.found.faults.len();
        let target = self.resolve(name, *at, to, field);
        let is_unwritten = |fault: &Diagnostic| fault.code == &codes::UNKNOWN_REFERENCE;
        if target.is_none() && self.found.faults[known..].iter().any(is_unwritten) {
            self.found.missing.push(Labelled::new(name.clone(), value.scopes()));
            if field.may_be_unwritten {
                self.found.faults.truncate(known);
            }
        }
        if let Some(target) = target {
            let relation = Relation {
                from: self.id,
                to: target,
                page_type: self.page_type,
                field: place.0,
                record: place.1,
                at: *at,
            };
            self.found.list.push(Labelled::new(relation, value.scopes()));
        }
    }

    fn resolve(&mut self, name: &PageName, at: YamlPath, to: &[TypeId], field: &Field) -> Option<PageId> {
        let called = NameRef::of(name);
        let meaning = match self.resolver.meaning(called, self.page) {
            Meaning::Address(_) => match self.resolver.disambiguation.generated(&called.folded()) {
                Some(group) => Meaning::Ambiguous(Several { best: group.members[0], all: &group.members }),
                None => Meaning::Nobody,
            },
            meaning => meaning,
        };
        let name = name.text.as_str();
        let found = match meaning {
            Meaning::Page(id) if fits(self.resolver, id, to) => Some(id),
            Meaning::Page(id) => Some(self.of_wanted_type(called, to).unwrap_or(id)),
            Meaning::Ambiguous(several) => {
                let ids = several.all.iter().copied().take(MAX_NAMED);
                let mut fitting = ids.filter(|id| fits(self.resolver, *id, to));
                let (first, second) = (fitting.next(), fitting.next());
                if first.is_none() || second.is_some() {
                    self.found.faults.push(self.ambiguous(name, at, several.all));
                }
                if fits(self.resolver, several.best, to) {
                    Some(several.best)
                } else {
                    first.or(Some(several.best))
                }
            }
            Meaning::Address(_) | Meaning::Nobody => {
                self.report(at, |place| unknown(self.resolver, name, place, to, field));
                None
            }
        }?;
        if !fits(self.resolver, found, to) {
            self.report(at, |place| wrong_type(self.resolver, name, place, to, found));
            return None;
        }
        Some(found)
    }

    /// The only page of an allowed type with a name.
    fn of_wanted_type(&self, name: NameRef<'_>, to: &[TypeId]) -> Option<PageId> {
        let pages_named = self.resolver.names.pages_named(name).iter().copied().take(MAX_NAMED);
        let mut fitting = pages_named.filter(|id| fits(self.resolver, *id, to));
        fitting.next().filter(|_| fitting.next().is_none())
    }

    fn ambiguous(&self, name: &str, at: YamlPath, ids: &[PageId]) -> Diagnostic {
        let message = format!("`{name}` is the name of {} pages", ids.len());
        let mut fault = Diagnostic::new(&codes::AMBIGUOUS_LINK, self.page.place(at), message);
        for id in ids.iter().take(8) {
            let path = self.resolver.pages[*id as usize].path();
            fault = fault.help(format!("one of them is `{}`", path.trim_end_matches(".md")));
        }
        fault
    }

    /// Reports a fault on the page. A default is reported once, in the settings.
    fn report(&mut self, at: YamlPath, fault: impl FnOnce(Place) -> Diagnostic) {
        if at != YamlPath::ROOT {
            self.found.faults.push(fault(self.page.place(at)));
        }
    }
}

/// Reports defaults that refer to no page, or to one of a wrong type.
fn check_defaults(resolver: &NameResolver<'_>, faults: &mut Vec<Diagnostic>) {
    let mut seen: Vec<Place> = Vec::new();
    for field in resolver.config.types.iter().flat_map(|(_, page_type)| &page_type.fields) {
        let (FieldKind::Reference { to, .. }, Some(name)) = (&field.kind, &field.default) else { continue };
        let place = field.default_at.place();
        if seen.contains(&place) {
            continue;
        }
        seen.push(place.clone());
        match resolver.names.look_up(NameRef::new(name), None, resolver.pages) {
            Lookup::Nobody => faults.push(unknown(resolver, name, place, to, field)),
            Lookup::Page(page) if !fits(resolver, page, to) => {
                faults.push(wrong_type(resolver, name, place, to, page));
            }
            Lookup::Page(_) | Lookup::Ambiguous(_) => {}
        }
    }
}

/// True if a page has one of the given types.
pub(super) fn fits(resolver: &NameResolver<'_>, id: PageId, to: &[TypeId]) -> bool {
    let types = &resolver.config.types;
    let page_type = resolver.pages[id as usize].page_type;
    to.is_empty() || page_type.is_some_and(|page_type| to.iter().any(|wanted| types.is_a(page_type, *wanted)))
}

fn unknown(
    resolver: &NameResolver<'_>,
    name: &str,
    place: Place,
    to: &[TypeId],
    field: &Field,
) -> Diagnostic {
    if let Some((message, help)) = resolver.unpublished.reason(NameRef::new(name)) {
        return Diagnostic::new(&codes::UNKNOWN_REFERENCE, place, message).help(help);
    }
    let message = format!("`{}` refers to `{name}`, but there is no page with this name", field.name);
    let suggestion = resolver.names.closest_title_of(name, resolver.pages, |id| fits(resolver, id, to));
    let fault = Diagnostic::new(&codes::UNKNOWN_REFERENCE, place, message).suggest(suggestion);
    match name.split(',').map(str::trim).collect::<Vec<_>>().as_slice() {
        [] | [_] => fault,
        names if field.many => {
            fault.help(format!("for several pages, write a list: `[{}]`", names.join(", ")))
        }
        _ => fault
            .help(format!("`{}` expects one page; `many = true` in `site.toml` allows a list", field.name)),
    }
}

pub(super) fn wrong_type(
    resolver: &NameResolver<'_>,
    name: &str,
    place: Place,
    to: &[TypeId],
    found: PageId,
) -> Diagnostic {
    let types = &resolver.config.types;
    let wanted: Vec<&str> = to.iter().map(|id| types.get(*id).id.as_str()).collect();
    let page = &resolver.pages[found as usize];
    let is = page.page_type.map_or("no type".to_owned(), |id| format!("the type `{}`", types.get(id).id));
    let message = format!("`{name}` has {is}, but this field expects `{}`", wanted.join("` or `"));
    let fault = Diagnostic::new(&codes::WRONG_REFERENCE, place, message);
    fault.related(page.title_place(), "the referenced page")
}
