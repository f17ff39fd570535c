//! The values that templates see, typed and documented where they are declared.
//!
//! The reference page in `docs/content/templates.md` is made from these declarations, so it cannot drift from them. Nothing
//! else reaches a template: no function leads back into the wiki, the disk or the clock.

use serde::ser::{Serialize, SerializeStruct, Serializer};
use tera::Value;

use crate::labels::Open;
use crate::text::escape::Html;

/// The documentation of one value that templates see.
#[derive(Debug, Clone, Copy)]
pub struct Documented {
    /// Name of the kind of value.
    pub name: &'static str,
    /// Description of the kind.
    pub about: &'static str,
    /// Its fields: name, type, meaning.
    pub fields: &'static [(&'static str, &'static str, &'static str)],
}

impl From<Html> for Value {
    fn from(html: Html) -> Self {
        Self::safe_string(html.as_str())
    }
}

impl From<&Html> for Value {
    fn from(html: &Html) -> Self {
        Self::safe_string(html.as_str())
    }
}

impl<T: Into<Value>> From<Open<T>> for Value {
    fn from(open: Open<T>) -> Self {
        open.into_inner().into()
    }
}

/// The fields of a value by their names. Tera fills its own map with them, without another one between.
struct Fields<const N: usize>([(&'static str, Value); N]);

impl<const N: usize> Serialize for Fields<N> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut fields = serializer.serialize_struct("", N)?;
        for (name, value) in &self.0 {
            fields.serialize_field(name, value)?;
        }
        fields.end()
    }
}

macro_rules! contexts {
    ($( #[doc = $about:literal] $name:ident { $( #[doc = $meaning:literal] $key:literal $field:ident: $type:ty, )* } )*) => {
        $(
            #[doc = $about]
            #[derive(Debug, Clone, Default)]
            pub struct $name {
                $( #[doc = $meaning] pub $field: $type, )*
            }

            impl From<$name> for Value {
                // Inlined into each other, these take the optimizer minutes.
                #[inline(never)]
                fn from(context: $name) -> Self {
                    Self::from_serializable(&Fields([$( ($key, Self::from(context.$field)), )*]))
                }
            }
        )*

        /// Everything that templates see, in the order of its declaration.
        pub static DOCUMENTED: &[Documented] = &[
            $( Documented {
                name: stringify!($name),
                about: $about,
                fields: &[$( ($key, stringify!($type), $meaning), )*],
            }, )*
        ];
    };
}

contexts! {
    /// The wiki: `site` in every template.
    Site {
        /// Name of the wiki.
        "title" title: String,
        /// A line under the name; may be empty.
        "tagline" tagline: String,
        /// Description of the wiki; may be empty.
        "description" description: String,
        /// Address of the site, without a slash at the end.
        "url" url: String,
        /// Path of the site on its host, with a slash at both ends.
        "base_path" base_path: String,
        /// Language tag.
        "language" language: String,
        /// `ltr` or `rtl`.
        "direction" direction: String,
        /// Links in the header.
        "nav" nav: Vec<Link>,
        /// True if the links in the header are too many for one row.
        "nav_is_long" nav_is_long: bool,
        /// Address of the logo, if there is one.
        "logo" logo: Option<String>,
        /// Address of the icon, if the wiki has its own.
        "favicon" favicon: Option<String>,
        /// Addresses of the theme's fonts that the wiki uses, which are loaded early.
        "fonts" fonts: Vec<String>,
        /// Address of the feed of pages, if anything has a date.
        "feed_url" feed_url: Option<String>,
        /// Address that `edit this page` starts with, if there is one.
        "edit_base" edit_base: Option<String>,
        /// A line at the foot of every page.
        "footer" footer: Option<Html>,
        /// True if the site has a search.
        "search" search: bool,
        /// Address of the search index.
        "search_index" search_index: Option<String>,
        /// Address of the folder of JSON files, if there is one.
        "api" api: Option<String>,
        /// Number of files over which the JSON of single pages is spread.
        "api_shards" api_shards: usize,
        /// Content-Security-Policy for a `meta` element.
        "csp" csp: Option<String>,
        /// Numbers of things.
        "counts" counts: Counts,
        /// Addresses of pages that every wiki has.
        "links" links: SiteLinks,
        /// Spoiler scopes.
        "spoiler_scopes" spoiler_scopes: Vec<Scope>,
        /// Spoiler scopes in series; each scope comes after those before it.
        "spoiler_series" spoiler_series: Vec<SpoilerSeries>,
        /// Version of Lorekeep.
        "generator" generator: String,
    }
    /// Spoiler scopes that readers come to one after another, such as the books of a series.
    SpoilerSeries {
        /// For readers.
        "title" title: String,
        /// The scopes, the first one first.
        "scopes" scopes: Vec<Scope>,
        /// The same as `<option>` elements of the control.
        "options" options: Html,
    }
    /// Numbers of things in the wiki.
    Counts {
        /// Pages, without those of categories.
        "pages" pages: usize,
        /// Sources.
        "sources" sources: usize,
        /// Events.
        "events" events: usize,
    }
    /// Addresses of pages that every wiki has.
    SiteLinks {
        /// The home page.
        "home" home: String,
        /// The timeline; none when the wiki has no events.
        "history" history: Option<String>,
        /// The list of sources; none when there are none.
        "sources" sources: Option<String>,
        /// The list of special pages.
        "special" special: Option<String>,
        /// All pages from A to Z.
        "all_pages" all_pages: Option<String>,
        /// A page that leads to a random page.
        "random" random: Option<String>,
        /// The search page.
        "search" search: Option<String>,
    }
    /// A spoiler scope.
    Scope {
        /// As written in pages.
        "id" id: String,
        /// For readers.
        "label" label: String,
        /// The series that it is a part of, as readers call it.
        "series" series: Option<String>,
        /// Title and address of the page about the work.
        "work" work: Option<Link>,
        /// Ids of all scopes that come before it. A reader who knows it knows them.
        "after" after: Vec<String>,
    }
    /// A link.
    Link {
        /// Text.
        "title" title: String,
        /// Address of the target.
        "url" url: String,
    }
    /// A page: `page` in every template but those of query views.
    Page {
        /// Title.
        "title" title: String,
        /// The title with marks and links, if it has any.
        "title_html" title_html: Option<Html>,
        /// `page`, `home`, `section`, `category`, `disambiguation`, `timeline`, `sources`, `special`, `search`, `not-found` or `redirect`.
        "kind" kind: String,
        /// Type of the page, if it has one.
        "type" page_type: Option<Type>,
        /// One sentence on the page.
        "description" description: Open<String>,
        /// The line under the title: the author's description, or the content of a list; may be empty.
        "lede" lede: Open<String>,
        /// The author's description with marks and links, if it has any.
        "lede_html" lede_html: Option<Html>,
        /// The spoiler scopes that the page as a whole belongs to; its content says so and is folded.
        "spoiler" spoiler: Option<Spoiler>,
        /// True if the page contains folded spoilers, so that readers need a control for what they know.
        "has_folds" has_folds: bool,
        /// Style sheets of the theme for parts that few pages have, such as pictures and charts.
        "sheets" sheets: Vec<String>,
        /// Scripts of the theme for such parts.
        "scripts" scripts: Vec<String>,
        /// Path of the page on its host.
        "url" url: String,
        /// Full address of the page; none for pages hidden from search engines.
        "canonical" canonical: Option<String>,
        /// Language tag, when it is not that of the wiki.
        "language" language: Option<String>,
        /// `ltr` or `rtl`.
        "direction" direction: String,
        /// The text, as HTML.
        "content" content: Html,
        /// The start of the text.
        "excerpt" excerpt: Open<String>,
        /// Headings outside of spoilers, nested.
        "toc" toc: Vec<TocEntry>,
        /// The way down to the page.
        "breadcrumbs" breadcrumbs: Vec<Link>,
        /// The page's picture.
        "image" image: Option<Image>,
        /// Full address of the image for shared links.
        "og_image" og_image: Option<String>,
        /// JSON-LD for a `script` element.
        "json_ld" json_ld: Option<Html>,
        /// The facts beside the text.
        "infobox" infobox: Option<Infobox>,
        /// Links to the events that have replaced this one, each with its relation in words.
        "replaced_by" replaced_by: Vec<Html>,
        /// History of the claims about this page.
        "claims_history" claims_history: Vec<ClaimHistory>,
        /// Categories that the page is in.
        "categories" categories: Vec<Link>,
        /// Pages that link here.
        "backlinks" backlinks: Backlinks,
        /// Sources that the page cites, in order.
        "references" references: Vec<Reference>,
        /// The page of another site that it was copied from, with authors and licence.
        "origin" origin: Option<Html>,
        /// When the page was last changed.
        "updated" updated: Option<Time>,
        /// Address at which the page can be edited.
        "edit_url" edit_url: Option<String>,
        /// The page before this one in its series.
        "previous" previous: Option<Link>,
        /// The page after this one in its series.
        "next" next: Option<Link>,
        /// Notes at the top, such as the way to a page of the same name.
        "hatnotes" hatnotes: Vec<Html>,
        /// Number of words without a spoiler label.
        "word_count" word_count: usize,
        /// Members of a section or a category, by first letter.
        "members" members: Vec<Letter>,
        /// Members of a list that are spoilers, each in a fold.
        "folded" folded: Vec<Html>,
        /// Categories in this category.
        "subcategories" subcategories: Vec<Subcategory>,
        /// Categories that this category is in, or sections of this section.
        "parents" parents: Vec<Link>,
        /// Place of this page among the pages of a long list.
        "pagination" pagination: Option<Pagination>,
        /// Other names of the page.
        "aliases" aliases: Vec<Open<String>>,
        /// Target of a redirect.
        "redirect_to" redirect_to: Option<String>,
        /// True if search engines should not index the page.
        "noindex" noindex: bool,
        /// The timeline, on pages of kind `timeline`.
        "timeline" timeline: Option<Timeline>,
        /// The list, on pages of kind `special`.
        "special" special: Option<Special>,
        /// The sources, on pages of kind `sources`.
        "sources" sources: Vec<SourceEntry>,
    }
    /// The spoiler scopes that a page as a whole belongs to.
    Spoiler {
        /// As written in pages.
        "scopes" scopes: Vec<String>,
        /// For readers; empty where no scope is declared.
        "label" label: String,
    }
    /// A page type.
    Type {
        /// As written in front matter.
        "id" id: String,
        /// Singular label for readers.
        "label" label: String,
        /// Plural label for readers.
        "plural" plural: String,
        /// Address of its section.
        "url" url: Option<String>,
    }
    /// A heading in the table of contents.
    TocEntry {
        /// Fragment id.
        "id" id: String,
        /// Address on the page.
        "url" url: String,
        /// Text.
        "title" title: Html,
        /// Level, from 2 to 6.
        "level" level: u8,
        /// Headings beneath.
        "children" children: Vec<TocEntry>,
    }
    /// A picture.
    Image {
        /// Address.
        "url" url: String,
        /// Width in pixels, if known.
        "width" width: Option<u32>,
        /// Height in pixels, if known.
        "height" height: Option<u32>,
        /// Alternative text.
        "alt" alt: String,
        /// Name of the version that it shows, if there are several.
        "label" label: Option<String>,
        /// Address of the frame, if it is a video of another site.
        "frame" frame: Option<String>,
        /// A line beneath.
        "caption" caption: Option<String>,
        /// The same as HTML; on the page of the picture with marks and links.
        "caption_html" caption_html: Option<Html>,
        /// Name of its creator.
        "credit" credit: Option<String>,
        /// The same as HTML; on the page of the picture with marks and links.
        "credit_html" credit_html: Option<Html>,
        /// Licence.
        "licence" licence: Option<String>,
        /// Smaller variants as WebP, for the `srcset` of a `source`.
        "srcset" srcset: Option<String>,
        /// Address of the smallest of them.
        "small" small: Option<String>,
        /// The point that stays in sight where it is cropped, for `data-focus`: tenths from the left and from the top.
        "focus" focus: Option<String>,
    }
    /// The facts beside the text.
    Infobox {
        /// Title.
        "title" title: String,
        /// True if the title is shown.
        "has_title" has_title: bool,
        /// Label of the type, if a card with it and the title stands in the place of the missing picture.
        "title_card" title_card: Option<String>,
        /// Picture.
        "image" image: Option<Image>,
        /// Pictures of all versions, if there are several; the first is `image`.
        "versions" versions: Vec<Image>,
        /// Rows, in the order of the type's fields.
        "rows" rows: Vec<InfoboxRow>,
        /// Properties that claims are about.
        "claims" claims: Vec<InfoboxClaim>,
    }
    /// A row of an infobox.
    InfoboxRow {
        /// Name of the field.
        "key" key: String,
        /// Label.
        "label" label: String,
        /// The label with marks and links, if it has any.
        "label_html" label_html: Option<Html>,
        /// Heading above the row, if it is the first of its group.
        "group" group: Option<String>,
        /// Values.
        "values" values: Vec<Html>,
        /// A remark.
        "note" note: Option<String>,
    }
    /// A property in an infobox.
    InfoboxClaim {
        /// Label.
        "label" label: String,
        /// Name of the property.
        "property" property: String,
        /// True if its values contradict each other.
        "disputed" disputed: bool,
        /// The current values.
        "values" values: Vec<ClaimValue>,
    }
    /// A current value.
    ClaimValue {
        /// The value.
        "html" html: Html,
        /// `as of 10 October 2023`.
        "as_of" as_of: Option<String>,
        /// `since 24 February 2026`, if it was said before.
        "since" since: Option<String>,
        /// Author of the statement.
        "by" by: Option<Html>,
        /// Certainty.
        "status" status: String,
        /// The same for readers.
        "status_label" status_label: String,
        /// Links to its sources.
        "sources" sources: Vec<Html>,
    }
    /// A line of a query with the view `state`.
    StateLine {
        /// The page that it is about, if the lines are about several.
        "subject" subject: Option<Link>,
        /// Address of the whole history.
        "url" url: String,
        /// The property with its current values.
        "state" state: InfoboxClaim,
        /// The other claims about it, oldest first.
        "history" history: Vec<ClaimEntry>,
        /// Their number in words.
        "history_label" history_label: String,
    }
    /// History of the claims about one property.
    ClaimHistory {
        /// Label.
        "label" label: String,
        /// Name of the property.
        "property" property: String,
        /// True if the current claims are disputed.
        "disputed" disputed: bool,
        /// Claims, oldest first.
        "entries" entries: Vec<ClaimEntry>,
    }
    /// A claim.
    ClaimEntry {
        /// Fragment id.
        "id" id: String,
        /// The claimed value.
        "html" html: Html,
        /// Date as an ISO date.
        "said" said: Option<String>,
        /// Date for people.
        "said_text" said_text: Option<String>,
        /// Author of the statement.
        "by" by: Option<Html>,
        /// Certainty.
        "status" status: String,
        /// The same for readers.
        "status_label" status_label: String,
        /// `current`, `disputed`, `refined`, `superseded`, `denied` or `mistaken`.
        "state" state: String,
        /// The same for readers; empty if it is `current`.
        "state_label" state_label: String,
        /// Links to the claims connected with it, each with its relation in words.
        "connections" connections: Vec<Html>,
        /// Links to its sources.
        "sources" sources: Vec<Html>,
        /// A remark.
        "note" note: Option<String>,
    }
    /// Pages that link to a page.
    Backlinks {
        /// Number without those that the infobox names.
        "total" total: usize,
        /// Total number.
        "all" all: usize,
        /// Address of the complete list, if not all are shown.
        "url" url: Option<String>,
        /// The first of them, by type.
        "groups" groups: Vec<BacklinkGroup>,
        /// Backlinks that are spoilers, each in a fold.
        "folded" folded: Vec<Html>,
    }
    /// Pages of one type that link to a page.
    BacklinkGroup {
        /// The type.
        "label" label: String,
        /// The pages.
        "items" items: Vec<Backlink>,
    }
    /// A page that links to a page.
    Backlink {
        /// Its title.
        "title" title: String,
        /// Its address.
        "url" url: String,
        /// The sentence around the link; may be empty.
        "excerpt" excerpt: Html,
        /// Its language tag, when it is not that of the page.
        "language" language: Option<String>,
        /// `ltr` or `rtl`, when its language is not that of the page.
        "direction" direction: Option<String>,
    }
    /// A source that a page cites.
    Reference {
        /// Its number.
        "number" number: usize,
        /// Fragment id.
        "id" id: String,
        /// The entry.
        "html" html: Html,
        /// Ways back into the text.
        "backrefs" backrefs: Vec<Backref>,
    }
    /// A way back into the text.
    Backref {
        /// Fragment id.
        "id" id: String,
        /// Text.
        "label" label: String,
    }
    /// A date.
    Time {
        /// As data.
        "iso" iso: String,
        /// For people.
        "text" text: String,
    }
    /// Members that begin with one letter, or of one group.
    Letter {
        /// The letter; `#` for those that begin with none. The name of a group, or nothing for members in an order of their own.
        "letter" letter: String,
        /// Fragment id.
        "id" id: String,
        /// The members.
        "items" items: Vec<Member>,
    }
    /// A member of a list.
    Member {
        /// Its title.
        "title" title: String,
        /// Its address.
        "url" url: String,
        /// One sentence.
        "description" description: Open<String>,
    }
    /// A category in a category.
    Subcategory {
        /// Its title.
        "title" title: String,
        /// Its address.
        "url" url: String,
        /// Number of its members, those of what is in it included.
        "count" count: usize,
    }
    /// Place of a page among the pages of a long list.
    Pagination {
        /// Number of this page, from 1.
        "number" number: usize,
        /// Number of pages.
        "total" total: usize,
        /// Address of the page before.
        "previous_url" previous_url: Option<String>,
        /// Address of the page after.
        "next_url" next_url: Option<String>,
        /// Pages to choose from.
        "pages" pages: Vec<PageNumber>,
    }
    /// A page of a long list.
    PageNumber {
        /// Its number.
        "number" number: usize,
        /// Its address.
        "url" url: String,
    }
    /// The timeline.
    Timeline {
        /// Events by year.
        "years" years: Vec<TimelineYear>,
        /// Sections after the last year, with events for readers who know their dates.
        "after" after: Html,
        /// Number of events in all years.
        "count" count: usize,
        /// Links to the same events in either order.
        "orders" orders: Vec<TimelineFilterItem>,
        /// True if another event has replaced one of them.
        "any_superseded" any_superseded: bool,
        /// Ways to narrow it down.
        "filters" filters: Vec<TimelineFilter>,
        /// A drawing of all events.
        "overview_svg" overview_svg: Option<Html>,
        /// Name of the active filter.
        "active_filter" active_filter: Option<String>,
    }
    /// Events of a year.
    TimelineYear {
        /// Sections before it, with events for readers who know their dates.
        "before" before: Html,
        /// The year; `undated` for those without one.
        "year" year: String,
        /// The events.
        "entries" entries: Vec<TimelineEntry>,
        /// List items after the last event, with events for readers who know their dates.
        "after" after: Html,
    }
    /// Ways to narrow a timeline down by one field.
    TimelineFilter {
        /// The field.
        "label" label: String,
        /// Its values.
        "items" items: Vec<TimelineFilterItem>,
    }
    /// One way to narrow a timeline down.
    TimelineFilterItem {
        /// The value.
        "label" label: String,
        /// Address of the narrower timeline.
        "url" url: String,
        /// Number of its events.
        "count" count: usize,
        /// Elements after the number, which is in an element too, with the numbers for readers who know labels.
        "known_counts" known_counts: Html,
        /// True if this filter is active.
        "active" active: bool,
    }
    /// An event in a timeline.
    TimelineEntry {
        /// List items before it, with events for readers who know their dates.
        "before" before: Html,
        /// An element that says who knows its date, and therefore sees it there instead; may be empty.
        "placed_for" placed_for: Html,
        /// Fragment id.
        "id" id: String,
        /// Title.
        "title" title: String,
        /// Address of its page.
        "url" url: String,
        /// Date as data.
        "date" date: String,
        /// Date for people.
        "date_text" date_text: String,
        /// Certainty; may be empty.
        "status" status: String,
        /// The same for readers.
        "status_label" status_label: String,
        /// `current`, `refined`, `superseded` or `mistaken`.
        "state" state: String,
        /// True if another event has replaced it.
        "superseded" superseded: bool,
        /// Links to the events connected with it, each with its relation in words.
        "connections" connections: Vec<Html>,
        /// One sentence.
        "summary" summary: Open<String>,
        /// Facts that are spoilers, each in a fold: date, status, people, works, superseding events.
        "folded" folded: Vec<Html>,
        /// People.
        "people" people: Vec<Link>,
        /// Characters.
        "characters" characters: Vec<Link>,
        /// Works.
        "works" works: Vec<Link>,
        /// Links to its sources.
        "sources" sources: Vec<Html>,
    }
    /// A special page.
    Special {
        /// Lists under headings.
        "sections" sections: Vec<SpecialSection>,
        /// Special pages, on the list of them.
        "links" links: Vec<SpecialLink>,
        /// Numbers.
        "stats" stats: Vec<Stat>,
    }
    /// A list under a heading.
    SpecialSection {
        /// The heading.
        "title" title: String,
        /// Fragment id.
        "id" id: String,
        /// The list.
        "items" items: Vec<SpecialItem>,
    }
    /// An item of a special page.
    SpecialItem {
        /// Text.
        "title" title: String,
        /// Address of the target, if it has one.
        "url" url: Option<String>,
        /// For an unwritten page that can be written at this address: what the link does.
        "create" create: Option<String>,
        /// A remark.
        "note" note: String,
        /// Details of the item.
        "details" details: Vec<SpecialDetail>,
    }
    /// Detail of an item of a special page.
    SpecialDetail {
        /// Text.
        "title" title: String,
        /// Address of the target.
        "url" url: Option<String>,
        /// A line of text.
        "text" text: Open<String>,
    }
    /// A link to a special page.
    SpecialLink {
        /// Its title.
        "title" title: String,
        /// Its address.
        "url" url: String,
        /// Description of the list.
        "description" description: String,
    }
    /// A number.
    Stat {
        /// Label of the number.
        "label" label: String,
        /// The number.
        "value" value: String,
    }
    /// A source in the list of all sources.
    SourceEntry {
        /// Its id, also the fragment id.
        "id" id: String,
        /// Title.
        "title" title: String,
        /// Author.
        "author" author: Option<String>,
        /// Publisher.
        "publisher" publisher: Option<String>,
        /// `as reprinted by`, and the publisher of the reprint.
        "reprinted_by" reprinted_by: Option<String>,
        /// Date for people.
        "date_text" date_text: Option<String>,
        /// Address.
        "url" url: Option<String>,
        /// Address of an archived copy.
        "archive_url" archive_url: Option<String>,
        /// Date of access.
        "accessed" accessed: Option<String>,
        /// Kind.
        "kind" kind: Option<String>,
        /// A remark on what it contributes.
        "note" note: Option<String>,
        /// Rating of its reliability.
        "reliability" reliability: Option<String>,
        /// True if its address no longer works.
        "dead" dead: bool,
        /// Pages that cite it.
        "cited_by" cited_by: Vec<Link>,
    }
    /// The rows of a query: `query` in the templates below `views/`.
    Query {
        /// View, such as `list`.
        "view" view: String,
        /// True if the rows are claims rather than pages.
        "of_claims" of_claims: bool,
        /// A line above.
        "caption" caption: Option<String>,
        /// True if readers can sort the table.
        "sortable" sortable: bool,
        /// The rows; one group without a label when the query asks for none.
        "groups" groups: Vec<QueryGroup>,
        /// Heading of the first column of a table, which contains the pages; `null` if the column is hidden.
        "first_column" first_column: Option<String>,
        /// The lines of the view `state`.
        "lines" lines: Vec<StateLine>,
        /// The key and SVG element of the views `chart` and `bands`, or the nested list of `tree`; empty if there is nothing to show.
        "drawing" drawing: Html,
        /// The contents of the view `matrix`.
        "matrix" matrix: Matrix,
        /// Headings of the fields that are shown.
        "columns" columns: Vec<String>,
        /// Text to show if the result is empty.
        "empty_text" empty_text: String,
    }
    /// A table of rows against the values of a field.
    Matrix {
        /// Headings of the columns.
        "columns" columns: Vec<Html>,
        /// The rows.
        "rows" rows: Vec<MatrixRow>,
    }
    /// A row of a matrix.
    MatrixRow {
        /// Heading.
        "head" head: Html,
        /// One cell for each column; empty if the row does not have the value.
        "cells" cells: Vec<Html>,
    }
    /// Rows of a query under one label.
    QueryGroup {
        /// The label; may be empty.
        "label" label: String,
        /// The rows.
        "items" items: Vec<QueryItem>,
    }
    /// A row of a query.
    QueryItem {
        /// Title.
        "title" title: String,
        /// Initials of the title, shown in place of a picture; empty if there is one or none is needed.
        "monogram" monogram: String,
        /// True if it is a claim about the same property as the one above.
        "repeated" repeated: bool,
        /// Address.
        "url" url: String,
        /// One sentence.
        "description" description: Open<String>,
        /// Picture.
        "image" image: Option<Image>,
        /// Type for readers.
        "type_label" type_label: String,
        /// Date for people.
        "date_text" date_text: String,
        /// Date as data.
        "date" date: String,
        /// Certainty; may be empty.
        "status" status: String,
        /// The same for readers.
        "status_label" status_label: String,
        /// State of a claim or an event, such as `current`; may be empty.
        "state" state: String,
        /// The same for readers; empty if it stands.
        "state_label" state_label: String,
        /// True if another event or claim has replaced it, or if it is a denial.
        "superseded" superseded: bool,
        /// Links to the events or claims connected with it, each with its relation in words.
        "connections" connections: Vec<Html>,
        /// The fields that are shown.
        "cells" cells: Vec<QueryCell>,
    }
    /// A field of a row.
    QueryCell {
        /// Heading.
        "label" label: String,
        /// Value.
        "html" html: Html,
    }
    /// The page on which a component is rendered: `page` in the templates below `components/`.
    ComponentPage {
        /// Title.
        "title" title: String,
        /// Path of the page on its host.
        "url" url: String,
        /// Type of the page.
        "type" page_type: Option<Type>,
        /// Language tag.
        "language" language: String,
        /// `ltr` or `rtl`.
        "direction" direction: String,
    }
    /// A page named by an argument of a component.
    NamedPage {
        /// Title; for a link to a heading, with the heading.
        "title" title: String,
        /// Address; none for a page that does not exist.
        "url" url: Option<String>,
        /// A link to it; red if it does not exist.
        "html" html: Html,
        /// One sentence.
        "description" description: Open<String>,
        /// Picture.
        "image" image: Option<Image>,
        /// Type of the page.
        "type" page_type: Option<Type>,
    }
}

/// The reference page of everything that templates see, as Markdown.
pub fn reference() -> String {
    let mut page = String::from(
        "---\ndescription: Every value that a template sees.\ncategories: [Reference]\norder: 18\n---\n\n# Template variables\n\nThis page is generated by `lorekeep schema --templates`. Missing values are `null` or empty lists, never absent.\nValues of type `Html` need no escaping. `asset(path=\"css/main.css\")` returns the address of a file of the theme.\n",
    );
    for documented in DOCUMENTED {
        page.push_str(&format!(
            "\n## {}\n\n{}\n\n| name | type | meaning |\n|---|---|---|\n",
            documented.name,
            documented.about.trim()
        ));
        for (name, kind, meaning) in documented.fields {
            let kind = kind.replace(' ', "").replace("Open<String>", "String");
            page.push_str(&format!("| `{name}` | `{kind}` | {} |\n", meaning.trim()));
        }
    }
    page
}
