//! Resolves queries: looks up types, fields, views and values, and reports what no row can have.

use super::{COMMON, QueryKind, ResolvedFilter, ResolvedQuery, View, Wanted};
use crate::config::{Field, FieldKind, Operand, Role, TypeId};
use crate::date::{Moment, PartialDate};
use crate::diag::{Diagnostic, codes};
use crate::page::Page;
use crate::page::node::{self, Part};
use crate::page::query::{Comparison, Filter, Query, THIS};
use crate::page::value::{Name, Status};
use crate::text::{Source, choose, closest, did_you_mean, fold_name, number, one_of, truth, yes_or_no};
use crate::wiki::name_resolver::{Meaning, NameResolver};
use crate::wiki::{ClaimState, Linking, NameRef, PageId};

/// Maximum number of queries per page: each of them scans all pages.
const MAX_QUERIES: usize = 100;
/// Fields of claims.
const CLAIM_FIELDS: [&str; 8] = ["subject", "property", "value", "said", "by", "status", "state", "page"];

/// Queries of a page: blocks in order, then the query in the front matter, then those of its type, then the order of the
/// pages that it lists.
pub(in crate::wiki) fn resolve_all(
    resolver: &NameResolver<'_>,
    id: PageId,
    faults: &mut Vec<Diagnostic>,
) -> Vec<ResolvedQuery> {
    let page: &Page = &resolver.pages[id as usize];
    let in_text = page.body.queries.iter().map(|query| query.ignoring_label(Linking));
    let own = |query| (query, &page.source);
    let of_type = resolver.type_queries.of(&resolver.config.types, page).into_iter();
    let of_type = of_type.map(|query| (query, &resolver.type_queries.source));
    let queries = in_text.chain(page.matter.query.as_deref()).map(own).chain(of_type);
    let shared = resolver.type_queries.shared.queries_of(&resolver.config.types, page);
    let queries = queries.chain(shared.map(|(query, text)| (query, &text.source)));
    let queries = queries.chain(page.matter.listing.query.as_deref().map(own));
    let resolve = |(at, (query, source))| {
        if at >= MAX_QUERIES {
            report_many(page, at, faults);
            return ResolvedQuery::default();
        }
        let places = node::Places::default();
        Resolver { resolver, id, page, query, source, places, faults }.resolve()
    };
    queries.enumerate().map(resolve).collect()
}

/// Reports the first query of a page beyond the maximum.
fn report_many(page: &Page, at: usize, faults: &mut Vec<Diagnostic>) {
    if at == MAX_QUERIES {
        let message = format!("the page has more than {MAX_QUERIES} queries");
        let fault = Diagnostic::new(&codes::QUERY, page.query_place(at), message);
        faults.push(fault.help("split the page, or combine several lists into one query with `group`"));
    }
}

/// A tree that is named by something in it.
struct Tree {
    /// The relations that lead down.
    show: Vec<String>,
    /// A page in the tree; without one, the trees of all rows are meant.
    page: Option<PageId>,
}

struct Resolver<'r, 's> {
    resolver: &'r NameResolver<'s>,
    id: PageId,
    page: &'r Page,
    query: &'r Query,
    /// The file that contains it.
    source: &'r Source,
    /// Positions of its values.
    places: node::Places,
    faults: &'r mut Vec<Diagnostic>,
}

impl Resolver<'_, '_> {
    fn resolve(mut self) -> ResolvedQuery {
        let kind = self.kind();
        let fields = self.known_fields(&kind);
        let tree = self.around(&kind, &fields);
        let kind = if self.query.around.is_some() && tree.is_none() { QueryKind::Nothing } else { kind };
        let named = |name: &Name| name.text.clone();
        // The fields are known once the kind of rows is.
        if !matches!(kind, QueryKind::Nothing) {
            self.check_fields(&fields);
            self.check_values(&kind, &fields);
        }
        let show = || self.query.show.iter().map(named).collect();
        let shown = tree.as_ref().map_or_else(show, |tree| tree.show.clone());
        ResolvedQuery {
            view: if tree.is_some() { View::Tree } else { self.view(&kind) },
            filters: self.filters(&kind),
            sort: self.query.sort.iter().map(|(name, descending)| (named(name), *descending)).collect(),
            limit: self.query.limit,
            rotate: self.query.rotate,
            group: self.query.group.as_ref().map(named),
            date_field: self.date_field(&kind, &fields),
            first: self.query.first.clone(),
            except: self.page.is_index().then_some(self.id),
            show: shown,
            around: tree.and_then(|tree| tree.page),
            caption: self.query.caption.clone(),
            sortable: self.query.sortable,
            empty: self.query.empty.clone(),
            kind,
        }
    }

    fn fault(&mut self, name: &Name, part: Part, message: String) -> &mut Diagnostic {
        let range = self.places.find(&self.query.yaml, name.at, part);
        let place = self.source.place(self.query.origin.in_file(range));
        self.faults.push(Diagnostic::new(&codes::QUERY, place, message));
        self.faults.last_mut().expect("a fault was just pushed")
    }

    fn kind(&mut self) -> QueryKind {
        let mut types = Vec::new();
        for name in &self.query.types {
            if name.text == "claim" && self.resolver.config.types.named("claim").is_none() {
                return QueryKind::Claims;
            }
            match self.resolver.config.types.named(&name.text) {
                Some(id) if types.contains(&id) => {}
                Some(id) => types.push(id),
                None => {
                    let known: Vec<&str> = self
                        .resolver
                        .config
                        .types
                        .iter()
                        .map(|(_, page_type)| page_type.id.as_str())
                        .chain(["claim"])
                        .collect();
                    let fault = self.fault(name, Part::Value, format!("unknown type `{}`", name.text));
                    fault.help.push(choose(&name.text, known));
                    return QueryKind::Nothing;
                }
            }
        }
        QueryKind::Pages(types)
    }

    /// The date field of a timeline: the one that the query names, the first that it sorts by, or that of the types.
    fn date_field(&mut self, kind: &QueryKind, known: &[String]) -> Option<String> {
        let view = |view: View| self.query.view.as_ref().is_some_and(|name| name.text == view.name());
        let is_timeline = view(View::Timeline);
        let takes_stories = is_timeline || view(View::Bands);
        let is_date = |of: &Self, name: &str| match of.accepted(kind, name) {
            Some(Operand::Date) => true,
            Some(Operand::StoryDate(_)) => takes_stories,
            _ => false,
        };
        let Some(name) = &self.query.date_field else {
            let first = self.query.sort.first().map(|(name, _)| name.text.clone());
            let first = first.filter(|name| is_date(self, name));
            return first.or_else(|| self.first_date(kind).filter(|_| is_timeline));
        };
        if !known.contains(&name.text) || is_date(self, &name.text) {
            return Some(name.text.clone());
        }
        let dates: Vec<&str> =
            known.iter().map(String::as_str).filter(|field| is_date(self, field)).collect();
        let help = choose(&name.text, dates);
        self.fault(name, Part::Value, format!("`{}` is not a field with dates", name.text)).help.push(help);
        None
    }

    /// The first field with dates of types that are no events, whose pages have no other date for a timeline.
    fn first_date(&self, kind: &QueryKind) -> Option<String> {
        let QueryKind::Pages(types) = kind else { return None };
        let mut types = types.iter().map(|id| self.resolver.config.types.get(*id));
        let is_date =
            |field: &&Field| matches!(field.kind.operand(), Some(Operand::Date | Operand::StoryDate(_)));
        let found = types.find_map(|of| Some((of, of.fields.iter().find(is_date)?)));
        found.filter(|(of, _)| of.role != Role::Event).map(|(_, field)| field.name.clone())
    }

    fn check_fields(&mut self, known: &[String]) {
        let query = self.query;
        for filter in &query.filters {
            self.check_field(&filter.field, Part::Key, known);
        }
        let sort = query.sort.iter().map(|(name, _)| name);
        for name in query.show.iter().chain(&query.group).chain(&query.date_field).chain(sort) {
            self.check_field(name, Part::Value, known);
        }
    }

    /// Names of the fields of a kind of rows; fields of records with a dot.
    fn known_fields(&self, kind: &QueryKind) -> Vec<String> {
        let types = &self.resolver.config.types;
        let mut known: Vec<String> = match kind {
            QueryKind::Claims => CLAIM_FIELDS.iter().map(|&name| name.to_owned()).collect(),
            _ => COMMON.iter().map(|&name| name.to_owned()).collect(),
        };
        let QueryKind::Pages(wanted) = kind else { return known };
        for (id, page_type) in types.iter() {
            let asked = wanted.is_empty() || wanted.iter().any(|wanted| types.is_a(id, *wanted));
            for field in &page_type.fields {
                if asked {
                    known.push(field.name.clone());
                    known.extend(field.inner().iter().map(|inner| format!("{}.{}", field.name, inner.name)));
                }
            }
        }
        known.extend(types.inverses().map(|inverse| inverse.name.clone()));
        known
    }

    fn check_field(&mut self, name: &Name, part: Part, known: &[String]) {
        if known.contains(&name.text) {
            return;
        }
        let suggestion = closest(&name.text, known.iter().map(String::as_str));
        let keys = [
            "type",
            "sort",
            "limit",
            "rotate",
            "group",
            "view",
            "show",
            "first_column",
            "date_field",
            "around",
            "caption",
            "sortable",
            "empty",
        ];
        let suggestion = suggestion.or_else(|| closest(&name.text, keys)).map(did_you_mean);
        let help = suggestion.unwrap_or_else(|| one_of(known.iter().map(String::as_str)));
        self.fault(name, part, format!("unknown field `{}`", name.text)).help.push(help);
    }

    fn view(&mut self, kind: &QueryKind) -> View {
        let Some(name) = &self.query.view else { return View::default() };
        match View::ALL.into_iter().find(|view| view.name() == name.text) {
            Some(View::State) if matches!(kind, QueryKind::Pages(_)) => {
                let fault = self.fault(name, Part::Value, "the view `state` shows claims".to_owned());
                fault.help.push("add `type: claim`".to_owned());
                View::default()
            }
            Some(View::Tree) => self.tree(name, kind),
            Some(view @ (View::Chart | View::Matrix))
                if self.query.show.is_empty()
                    && !(view == View::Chart && matches!(kind, QueryKind::Claims)) =>
            {
                let message = format!("the view `{}` needs fields to show", view.name());
                let help = match view {
                    View::Chart => "add `show`, with a field of numbers or dates last",
                    _ => "add `show`, with the field whose values are the columns first",
                };
                self.fault(name, Part::Value, message).help.push(help.to_owned());
                View::default()
            }
            Some(view) => view,
            None => {
                let names = View::ALL.map(View::name);
                let fault = self.fault(name, Part::Value, format!("unknown view `{}`", name.text));
                fault.help.push(choose(&name.text, names));
                View::default()
            }
        }
    }

    /// The view `tree`, if the fields to show name pages.
    fn tree(&mut self, view: &Name, kind: &QueryKind) -> View {
        let QueryKind::Pages(_) = kind else {
            if matches!(kind, QueryKind::Claims) {
                let fault =
                    self.fault(view, Part::Value, "the view `tree` shows pages, not claims".to_owned());
                fault.help.push("remove `type: claim`".to_owned());
            }
            return View::default();
        };
        let known = self.known_fields(kind);
        let relations: Vec<&str> =
            known.iter().map(String::as_str).filter(|name| self.is_relation(name)).collect();
        let query = self.query;
        if query.show.is_empty() {
            if query.around.is_some() {
                return View::default();
            }
            let message = "the view `tree` needs fields to show".to_owned();
            let help = "add `show`, with a field that names the pages below each page";
            self.fault(view, Part::Value, message).help.push(help.to_owned());
            return View::default();
        }
        for name in &query.show {
            if known.contains(&name.text) && !relations.contains(&name.text.as_str()) {
                let message = format!("`{}` is not a field that names pages", name.text);
                let help = choose(&name.text, relations.iter().copied());
                self.fault(name, Part::Value, message).help.push(help);
                return View::default();
            }
        }
        View::Tree
    }

    /// The tree that `around` names: by a relation, or the one in which a page is.
    fn around(&mut self, kind: &QueryKind, known: &[String]) -> Option<Tree> {
        let name = self.query.around.as_ref().filter(|_| matches!(kind, QueryKind::Pages(_)))?;
        if known.contains(&name.text) && self.is_relation(&name.text) {
            return Some(Tree { show: vec![name.text.clone()], page: None });
        }
        let page = match self.resolver.meaning(NameRef::new(&name.text), self.page) {
            _ if name.text == THIS => self.id,
            Meaning::Page(id) => id,
            _ => {
                let relations = known.iter().map(String::as_str).filter(|name| self.is_relation(name));
                let meant = closest(&name.text, relations).map(str::to_owned);
                let title = || self.resolver.names.closest_title(&name.text, self.resolver.pages);
                let help = meant.or_else(|| title().map(str::to_owned)).map(|name| did_you_mean(&name));
                let help =
                    help.unwrap_or_else(|| "write the title of a page, or a field that names pages".into());
                let message = format!("`{}` is neither a page nor a field that names pages", name.text);
                self.fault(name, Part::Value, message).help.push(help);
                return None;
            }
        };
        let shown: Vec<String> = self.query.show.iter().map(|name| name.text.clone()).collect();
        let show = if shown.is_empty() { self.relation_of(page).into_iter().collect() } else { shown };
        if show.is_empty() {
            let message = format!("`{}` has no field that names pages of its own type", name.text);
            let help = "declare such a field, for example `children`, for its type; a query can name another in `show`";
            self.fault(name, Part::Value, message).help.push(help.to_owned());
            return None;
        }
        Some(Tree { show, page: Some(page) })
    }

    /// The relation between pages of the type of a page: `children` if there is one, otherwise the first.
    fn relation_of(&self, page: PageId) -> Option<String> {
        let types = &self.resolver.config.types;
        let page_type = self.resolver.pages[page as usize].page_type?;
        let leads_back = |field: &Field| field.targets().iter().any(|to| types.is_a(page_type, *to));
        let mut relations: Vec<&str> = Vec::new();
        for field in &types.get(page_type).fields {
            for inner in field.inner().iter().chain([field]).filter(|inner| leads_back(inner)) {
                relations.push(&field.name);
                relations.extend(inner.inverse().map(|inverse| inverse.name.as_str()));
            }
        }
        let children = relations.iter().find(|name| **name == "children");
        children.or(relations.first()).map(|name| (*name).to_owned())
    }

    /// True if a field names pages, by itself or in its records, or is the inverse of one that does.
    fn is_relation(&self, name: &str) -> bool {
        let types = &self.resolver.config.types;
        let names_pages = |field: &Field| matches!(field.kind, FieldKind::Reference { .. });
        let mut fields = types.iter().filter_map(|(_, page_type)| page_type.field_at(name));
        fields.any(|field| names_pages(field) || field.inner().iter().any(names_pages))
            || types.inverses().any(|inverse| inverse.name == name)
    }

    /// Reports values that no row can have: these are mistakes, not requests for an empty list.
    fn check_values(&mut self, kind: &QueryKind, known: &[String]) {
        let query = self.query;
        for filter in &query.filters {
            let field = &filter.field.text;
            let Some(accepted) = self.accepted(kind, field).filter(|_| known.contains(field)) else {
                continue;
            };
            for (_, value) in &filter.values {
                self.check_value(field, &accepted, value);
            }
        }
    }

    /// The values accepted by a field of the rows. `None` if it accepts any text.
    fn accepted(&self, kind: &QueryKind, field: &str) -> Option<Operand> {
        match (kind, field) {
            (QueryKind::Nothing, _) => None,
            (QueryKind::Claims, "said") => Some(Operand::Date),
            (QueryKind::Claims, "subject") => Some(Operand::Page),
            (QueryKind::Claims, "status") => Some(Operand::one_of(Status::ALL.map(Status::name))),
            (QueryKind::Claims, "state") => Some(Operand::one_of(ClaimState::ALL.map(ClaimState::name))),
            (QueryKind::Claims, "property") => {
                let properties = self.resolver.config.properties.iter();
                Some(Operand::OneOf(
                    properties.flat_map(|(id, property)| [id.clone(), property.label.clone()]).collect(),
                ))
            }
            (QueryKind::Claims, _) => None,
            (QueryKind::Pages(wanted), _) => match self.declared(wanted, field).as_slice() {
                [accepted] => accepted.clone(),
                // The types disagree about the name.
                [_, ..] => None,
                [] => match field {
                    "date" | "updated" => Some(Operand::Date),
                    "words" | "links" => Some(Operand::Number),
                    "folder" => Some(Operand::Folder),
                    field if COMMON.contains(&field) => None,
                    // The inverse of a relation.
                    _ => Some(Operand::Page),
                },
            },
        }
    }

    /// The distinct meanings of a field name among types.
    fn declared(&self, wanted: &[TypeId], name: &str) -> Vec<Option<Operand>> {
        let types = &self.resolver.config.types;
        let mut meanings = Vec::new();
        for (id, page_type) in types.iter() {
            let asked = wanted.is_empty() || wanted.iter().any(|wanted| types.is_a(id, *wanted));
            let Some(field) = page_type.field_at(name).filter(|_| asked) else { continue };
            let meaning = field.kind.operand();
            if !meanings.contains(&meaning) {
                meanings.push(meaning);
            }
        }
        meanings
    }

    fn check_value(&mut self, field: &str, accepted: &Operand, value: &Name) {
        let text = &value.text;
        if self.meant_by_this(field, Some(accepted), text).is_some() {
            return;
        }
        let (message, help) = match accepted {
            Operand::StoryDate(calendar) if calendar.parse(text).is_none() => (
                format!("`{field}` expects a date in the calendar `{}`, found `{text}`", calendar.name),
                Some(calendar.example()),
            ),
            Operand::Date if PartialDate::parse(text).is_none() && Moment::parse(text).is_none() => (
                format!("`{field}` expects a date, found `{text}`"),
                Some("write a day, a month or a year: `1995-12-15`, `1995-12` or `1995`".to_owned()),
            ),
            Operand::Number if number(text).is_none() => {
                (format!("`{field}` expects a number, found `{text}`"), None)
            }
            Operand::Boolean if truth(text).is_none() => {
                (format!("`{field}` expects `true` or `false`, found `{text}`"), None)
            }
            Operand::OneOf(choices) if !choices.contains(text) => {
                let help = choose(text, choices.iter().map(String::as_str));
                (format!("`{text}` is not one of the choices of `{field}`"), Some(help))
            }
            Operand::Folder if !self.resolver.pages.iter().any(|page| page.folder() == text) => {
                let folders = self.resolver.pages.iter().map(|page| page.folder());
                let help = closest(text, folders).map(did_you_mean);
                (format!("no page is in a folder `{text}`"), help)
            }
            Operand::Page
                if matches!(self.resolver.meaning(NameRef::new(text), self.page), Meaning::Nobody) =>
            {
                let help = self.resolver.names.help_for(text, self.resolver.pages);
                (format!("no page named `{text}`"), help)
            }
            _ => return,
        };
        self.fault(value, Part::Value, message).help.extend(help);
    }

    fn filters(&self, kind: &QueryKind) -> Vec<ResolvedFilter> {
        let filters = self.query.filters.iter().map(|filter| ResolvedFilter {
            field: filter.field.text.clone(),
            values: filter
                .values
                .iter()
                .map(|(comparison, name)| self.wanted(kind, filter, *comparison, &name.text))
                .collect(),
        });
        filters.collect()
    }

    /// The page that asks, if a condition means it: `this` is the page, or its title or folder.
    fn meant_by_this(
        &self,
        field: &str,
        accepted: Option<&Operand>,
        text: &str,
    ) -> Option<(Option<PageId>, String)> {
        let is_page = matches!(accepted, Some(Operand::Page)) || matches!(field, "subject" | "by" | "page");
        let meant: &str = match field {
            _ if text != THIS => return None,
            _ if is_page => &self.page.title,
            "title" | "category" | "categories" | "tags" => &self.page.title,
            "folder" => self.page.folder(),
            _ => return None,
        };
        Some((is_page.then_some(self.id), fold_name(meant)))
    }

    /// First and last position of a date in a condition.
    fn positions(&self, kind: &QueryKind, field: &str, text: &str) -> Option<(i64, i64)> {
        let moment = match self.accepted(kind, field) {
            Some(Operand::StoryDate(calendar)) => calendar.parse(text),
            _ => match PartialDate::parse(text) {
                Some(date) => return Some(date.positions()),
                None => Moment::parse(text),
            },
        };
        moment.map(|moment| (moment.from, moment.to))
    }

    /// The title of the category that a condition names, perhaps by an alias.
    fn category(&self, field: &str, text: &str) -> Option<&str> {
        let is_asked = matches!(field, "category" | "categories" | "tags");
        let category = is_asked.then(|| self.resolver.categories.named(text)).flatten();
        category.map(|category| category.title.as_str())
    }

    fn wanted(&self, kind: &QueryKind, filter: &Filter, comparison: Comparison, text: &str) -> Wanted {
        let field = filter.field.text.as_str();
        let spoken = match kind {
            QueryKind::Claims if field == "property" => {
                self.resolver.config.properties.get(text).map(|property| property.label.as_str())
            }
            QueryKind::Pages(_) if self.accepted(kind, field) == Some(Operand::Boolean) => {
                truth(text).map(yes_or_no)
            }
            _ => None,
        };
        let accepted = self.accepted(kind, field);
        if let Some((page, text)) = self.meant_by_this(field, accepted.as_ref(), text) {
            return Wanted { comparison, text, number: None, date: None, positions: None, page };
        }
        Wanted {
            comparison,
            text: fold_name(spoken.or_else(|| self.category(field, text)).unwrap_or(text)),
            number: number(text),
            date: PartialDate::parse(text),
            positions: self.positions(kind, field, text),
            page: match self.resolver.meaning(NameRef::new(text), self.page) {
                Meaning::Page(id) => Some(id),
                _ => None,
            },
        }
    }
}
