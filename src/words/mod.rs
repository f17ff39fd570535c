//! The words that readers see: a typed catalogue per language, with plurals, dates, numbers and the collation of names.
//!
//! [`Words::load`] takes a language tag and a wiki's own `words.toml`; each phrase has a typed method, so that no value that it needs can
//! be forgotten. Pages and templates are not known here.

mod articles;
mod catalogue;
mod collation;
mod phrase;
#[cfg(test)]
mod tests;

use icu_locale_core::Locale;
use icu_plurals::{PluralRules, PluralRulesOptions};

use crate::date::{Moment, MomentForm, PartialDate};
use crate::diag::Diagnostic;
use crate::text::Source;
use crate::text::escape::Html;

pub use articles::without_article;
pub use catalogue::LANGUAGES;
pub use collation::Collation;
pub use phrase::{Form, Phrase, Spec, Values};

use phrase::Kind;

/// Declares the catalogue: a key, the kind of its phrase and its parameters.
///
/// `text` is a plain phrase or one with values, `html` takes values that are HTML, and `count` is a phrase with a number, `{n}`, in the
/// plural forms of the language.
macro_rules! words {
    ($( $key:ident: $kind:ident($($value:ident),*), )*) => {
        /// The words of a site in one language.
        #[derive(Debug, Clone)]
        pub struct Words {
            language: Language,
            $( $key: Phrase, )*
        }

        /// All keys of the catalogue, in order of declaration.
        pub static SPECS: &[Spec] = &[
            $( Spec { key: stringify!($key), kind: Kind::$kind, values: &[$(stringify!($value)),*] }, )*
        ];

        impl Words {
            fn of(language: Language, phrases: &mut catalogue::Phrases) -> Self {
                Self { $( $key: phrases.take(stringify!($key)), )* language }
            }

            /// All phrases with their keys.
            pub fn iter(&self) -> impl Iterator<Item = (&'static str, &Phrase)> {
                [$( (stringify!($key), &self.$key), )*].into_iter()
            }

            $( words!(@method $key, $kind, $($value),*); )*
        }
    };
    (@method $key:ident, Text, ) => {
        #[doc = concat!("The phrase `", stringify!($key), "`.")]
        pub fn $key(&self) -> &str {
            self.$key.text()
        }
    };
    (@method $key:ident, Text, $($value:ident),+) => {
        #[doc = concat!("The phrase `", stringify!($key), "` with its values.")]
        pub fn $key(&self, $($value: &str),+) -> String {
            self.$key.fill(&[$((stringify!($value), $value)),+])
        }
    };
    (@method $key:ident, Markup, $($value:ident),+) => {
        #[doc = concat!("The phrase `", stringify!($key), "` with its values, as HTML.")]
        pub fn $key(&self, $($value: &Html),+) -> Html {
            self.$key.fill_html(&[$((stringify!($value), $value)),+])
        }
    };
    (@method $key:ident, Count, $($value:ident),*) => {
        #[doc = concat!("The phrase `", stringify!($key), "` for a number.")]
        pub fn $key(&self, n: usize, $($value: &str),*) -> String {
            let form = self.$key.form(self.language.category(n));
            form.fill(&[("n", self.number(n as u64).as_str()), $((stringify!($value), $value)),*])
        }
    };
}

words! {
    skip_to_content: Text(),
    search: Text(),
    search_site: Text(site),
    dark_colours: Text(),
    menu: Text(),
    main_navigation: Text(),
    site_navigation: Text(),
    breadcrumb: Text(),
    home: Text(),
    front_page: Text(),
    feed: Text(),
    contents: Text(),
    also: Text(names),
    previous: Text(),
    next: Text(),
    series: Text(),
    pagination: Text(),
    letters: Text(),
    sections: Text(),
    subcategories: Text(),
    part_of: Text(categories),
    last_changed: Text(date),
    based_on: Markup(site),
    revision_of: Markup(date),
    by_authors: Text(names),
    edit_this_page: Text(),
    spoiler: Text(scope),
    page_gives_away: Text(scope),
    page_gives_the_story_away: Text(),
    show_the_page: Text(),
    how_far_are_you: Text(),
    spoilers_are_folded: Text(),
    what_do_you_know: Text(),
    not_begun: Text(),
    show_everything: Text(),
    forget: Text(),
    folds_shown: Text(n, all),
    image: Text(),
    other_names: Text(),
    this_page_is_at: Text(address),
    nothing_here: Text(),
    nothing_here_yet: Text(),
    other: Text(),
    create_this_page: Text(),
    no_page_yet: Text(),
    not_found: Text(),
    file_not_found: Text(file),
    original_picture: Text(),
    view_picture: Text(file),
    gallery: Text(),
    close: Text(),
    video_on: Text(host),
    facts_about: Text(title),
    all_facts: Text(),
    more: Count(),
    and_more: Text(),
    yes: Text(),
    no: Text(),
    references: Text(),
    back_to_citations: Text(),
    linked_from: Text(),
    pages_that_link_here: Count(),
    other_pages_that_link_here: Count(),
    pages_heading: Text(),
    for_other_pages: Markup(pages),
    for_the_page: Markup(name, page),
    can_mean: Text(name),
    on_the_web: Text(),
    original_address: Text(),
    archived_copy: Text(),
    dead_link: Text(),
    read_on: Text(date),
    as_reprinted_by: Text(name),
    about_this_source: Text(),
    cited_by: Text(pages),
    table: Text(),
    as_table: Text(),
    page: Text(),
    about: Text(),
    claim: Text(),
    how_this_was_reported: Text(),
    disputed: Text(),
    as_of: Text(date),
    superseded_by: Text(value),
    supersedes: Text(value),
    corrected_by: Text(value),
    corrects: Text(value),
    confirmed_by: Text(value),
    confirms: Text(value),
    refined_by: Text(value),
    refines: Text(value),
    disputed_by: Text(value),
    disputes: Text(value),
    denied_by: Text(value),
    denies: Text(value),
    not_value: Text(value),
    on_day: Text(event, date),
    in_period: Text(event, date),
    undated_read: Text(date),
    since: Text(date),
    earlier_statements: Count(),
    date_passed: Text(),
    superseded: Text(),
    mistaken: Text(),
    refined: Text(),
    denied_state: Text(),
    rumoured: Text(),
    reported: Text(),
    announced: Text(),
    confirmed: Text(),
    released: Text(),
    denied: Text(),
    event_rumoured: Text(),
    event_reported: Text(),
    event_announced: Text(),
    event_confirmed: Text(),
    event_denied: Text(),
    event_released: Text(),
    history: Text(),
    history_of: Text(label),
    history_about: Text(site),
    history_about_one: Text(site, label),
    people: Text(),
    characters: Text(),
    works: Text(),
    newest_first: Text(),
    oldest_first: Text(),
    what_stands_now: Text(),
    status: Text(),
    filters: Text(),
    find_in_this_list: Text(),
    years: Text(),
    stands: Text(),
    superseded_since: Text(),
    events_between: Count(from, to),
    events_by_year: Text(),
    undated: Text(),
    shown_of: Count(shown),
    page_not_found: Text(),
    versions: Text(),
    did_you_mean: Text(),
    nothing_at_this_address: Text(),
    somewhere_else: Text(),
    pages_from_a_to_z: Count(),
    pages_count: Count(),
    words_count: Count(),
    categories: Text(),
    categories_count: Count(),
    pages_in_category: Text(category, site),
    pages_called: Text(name, site),
    section_on: Text(section, site),
    sources: Text(),
    sources_about: Text(),
    sources_about_site: Text(site),
    searching_needs_javascript: Text(),
    look_through: Text(link),
    all_pages_from_a_to_z: Count(),
    random_needs_javascript: Text(link),
    choose_from_a_to_z: Text(),
    special_pages: Text(),
    all_pages: Text(),
    pages_by_type: Text(),
    wanted_pages: Text(),
    orphaned_pages: Text(),
    dead_end_pages: Text(),
    most_linked_pages: Text(),
    longest_pages: Text(),
    shortest_pages: Text(),
    uncategorised_pages: Text(),
    pages_without_sources: Text(),
    unlinked_mentions: Text(),
    pictures: Text(),
    statistics: Text(),
    random_page: Text(),
    special_pages_about: Text(),
    all_pages_about: Text(),
    pages_by_type_about: Text(),
    wanted_pages_about: Text(),
    orphaned_pages_about: Text(),
    dead_end_pages_about: Text(),
    most_linked_pages_about: Text(),
    longest_pages_about: Text(),
    shortest_pages_about: Text(),
    uncategorised_pages_about: Text(),
    pages_without_sources_about: Text(),
    unlinked_mentions_about: Text(),
    pictures_about: Text(),
    credits: Text(),
    credits_about: Text(),
    unused_picture: Text(),
    statistics_about: Text(),
    random_page_about: Text(),
    about_on_site: Text(about, site),
    wanted_by: Count(),
    pages_link_here: Count(),
    stub: Text(words),
    by_first_letter: Text(),
    all_pages_of_letter: Text(letter),
    pages_of_letter_about: Text(letter, site),
    names_without_a_link: Text(),
    named_without_a_link: Count(),
    what_links_to: Text(title),
    pages_that_link_to: Count(title),
    types: Text(),
    without_a_type: Text(),
    stat_pages: Text(),
    stat_words: Text(),
    stat_links: Text(),
    stat_red_links: Text(),
    stat_relations: Text(),
    stat_categories: Text(),
    stat_sources: Text(),
    stat_claims: Text(),
    stat_events: Text(),
    stat_files: Text(),
    suggestions: Text(),
    no_results: Text(q),
    results: Count(q),
    all_results: Text(q),
    suggestions_count: Count(q),
    results_filtered: Count(q),
    loading: Text(),
    search_failed: Text(),
    also_called: Text(q),
    found_in: Text(q),
    more_results: Text(),
    type_label: Text(),
    category_label: Text(),
    any: Text(),
    edit_section: Text(),
    link_to_section: Text(),
    task_done: Text(),
    task_to_do: Text(),
    footnotes: Text(),
    back_to_text: Text(),
    callout_note: Text(),
    callout_abstract: Text(),
    callout_summary: Text(),
    callout_info: Text(),
    callout_todo: Text(),
    callout_tip: Text(),
    callout_hint: Text(),
    callout_important: Text(),
    callout_success: Text(),
    callout_check: Text(),
    callout_done: Text(),
    callout_question: Text(),
    callout_help: Text(),
    callout_faq: Text(),
    callout_warning: Text(),
    callout_caution: Text(),
    callout_attention: Text(),
    callout_failure: Text(),
    callout_fail: Text(),
    callout_missing: Text(),
    callout_danger: Text(),
    callout_error: Text(),
    callout_bug: Text(),
    callout_example: Text(),
    callout_quote: Text(),
    callout_cite: Text(),
    callout_spoiler: Text(),
    main_article: Text(), main_articles: Text(), see_also: Text(), notice_stub: Text(), notice_cleanup: Text(), notice_outdated: Text(), notice_unsourced: Text(), notice_disputed: Text(), notice_in_universe: Text(), field_title: Text(),
    field_description: Text(),
    field_date: Text(),
    field_updated: Text(),
    field_category: Text(),
    field_type: Text(),
    field_folder: Text(),
    field_words: Text(),
    field_links: Text(),
    field_language: Text(),
    field_value: Text(),
    field_said: Text(),
    field_by: Text(),
    field_property: Text(),
    field_subject: Text(),
    field_state: Text(),
    field_source: Text(),
    date_day: Text(day, month, year),
    date_month: Text(month, year),
    date_about: Text(date),
    date_decade: Text(year),
    date_range: Text(from, to),
    months: Text(),
    list_two: Text(a, b),
    list_many: Text(a, b),
    list_last: Text(a, b),
    group_separator: Text(),
    decimal_separator: Text(),
    quotes: Text(),
    articles: Text(),
}

/// Data for the language of a site.
#[derive(Debug, Clone)]
struct Language {
    tag: String,
    locale: Option<Locale>,
}

impl Language {
    fn new(tag: &str) -> Self {
        Self { tag: tag.to_owned(), locale: tag.parse().ok() }
    }

    /// The plural category of a number (CLDR); `other` for languages without rules.
    fn category(&self, n: usize) -> &'static str {
        use icu_plurals::PluralCategory as Plural;
        // The rules reference compiled data: cheap to create, but not shareable between threads.
        let rules = |locale: &Locale| PluralRules::try_new(locale.into(), PluralRulesOptions::default()).ok();
        match self.locale.as_ref().and_then(rules).map(|rules| rules.category_for(n)) {
            Some(Plural::Zero) => "zero",
            Some(Plural::One) => "one",
            Some(Plural::Two) => "two",
            Some(Plural::Few) => "few",
            Some(Plural::Many) => "many",
            Some(Plural::Other) | None => "other",
        }
    }
}

impl Words {
    /// Loads the words for a language, overridden by the wiki's own `words.toml`.
    ///
    /// A language without a catalogue uses the English words. Faults in `words.toml` are reported, and the built-in phrase is used.
    pub fn load(tag: &str, own: Option<&Source>) -> (Self, Vec<Diagnostic>) {
        let mut faults = Vec::new();
        let mut phrases = catalogue::Phrases::built_in(tag);
        phrases.forget_foreign_articles(tag);
        if let Some(source) = own {
            phrases.override_with(source, &mut faults);
        }
        // Plural forms follow the language of the phrases.
        let language = if phrases.language() == tag || own.is_some() { tag } else { phrases.language() };
        (Self::of(Language::new(language), &mut phrases), faults)
    }

    /// Default title for a kind of callout; `None` for kinds defined by the wiki.
    pub fn callout(&self, kind: &str) -> Option<&str> {
        self.of_group("callout_", kind)
    }

    /// Heading of a column for a field common to all pages or claims; `None` for fields of types.
    pub fn field(&self, name: &str) -> Option<&str> {
        match name {
            "categories" | "tags" => Some(self.field_category()),
            "status" => Some(self.status()),
            "image" => Some(self.image()),
            _ => self.of_group("field_", name),
        }
    }

    /// A phrase without values, by the two parts of its key.
    fn of_group(&self, group: &str, name: &str) -> Option<&str> {
        let is_it = |key: &str| key.strip_prefix(group) == Some(name);
        self.iter().find(|(key, _)| is_it(key)).map(|(_, phrase)| phrase.text())
    }

    /// A value that is denied, as HTML.
    pub fn not_value_html(&self, value: &Html) -> Html {
        self.not_value.fill_html(&[("value", value)])
    }

    /// The author of a denial, as HTML.
    pub fn denied_by_html(&self, value: &Html) -> Html {
        self.denied_by.fill_html(&[("value", value)])
    }

    /// The word for a status, by its name in front matter.
    pub fn status_name(&self, status: &str) -> &str {
        match status {
            "rumoured" => self.rumoured(),
            "reported" => self.reported(),
            "announced" => self.announced(),
            "confirmed" => self.confirmed(),
            "denied" => self.denied(),
            "released" => self.released(),
            _ => "",
        }
    }

    /// The quotation marks that the wiki sets itself, separated by spaces; `None` if it leaves them to the language.
    pub fn own_quotes(&self) -> Option<&str> {
        let marks = self.quotes();
        (!marks.is_empty()).then_some(marks)
    }

    /// The word for the status of an event, by its name in front matter: what kind of news it is, and not how firm a value is.
    pub fn event_status(&self, status: &str) -> &str {
        self.of_group("event_", status).unwrap_or_default()
    }

    /// The language tag that determines plural forms.
    pub fn language(&self) -> &str {
        &self.language.tag
    }

    /// The plural category of a number: `zero`, `one`, `two`, `few`, `many` or `other`.
    pub fn plural_category(&self, n: usize) -> &'static str {
        self.language.category(n)
    }

    /// A date in its known precision: `1995`, `December 1995`, `15 December 1995`.
    pub fn date(&self, date: PartialDate) -> String {
        let year = date.year().to_string();
        let month = date.month().and_then(|month| self.months().split(',').nth(usize::from(month) - 1));
        match (month.map(str::trim), date.day()) {
            (Some(month), Some(day)) => self.date_day(&day.to_string(), month, &year),
            (Some(month), None) => self.date_month(month, &year),
            (None, _) => year,
        }
    }

    /// A date that is not exact, or one in the calendar of a story, which is shown as it is.
    pub fn moment(&self, moment: &Moment) -> String {
        match moment.form {
            MomentForm::Story => moment.text.clone(),
            MomentForm::About(date) => self.date_about(&self.date(date)),
            MomentForm::Decade(year) => self.date_decade(&year.to_string()),
            MomentForm::Range(from, to) => self.date_range(&self.date(from), &self.date(to)),
        }
    }

    /// A whole number with digits grouped by three: `12,500`.
    pub fn number(&self, number: u64) -> String {
        self.grouped(&number.to_string())
    }

    /// Groups digits by three. A number of four digits is not grouped if the separator is empty.
    pub fn grouped(&self, digits: &str) -> String {
        let separator = self.group_separator();
        let mut out = String::with_capacity(digits.len() + digits.len() / 3);
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                out.push_str(separator);
            }
            out.push(digit);
        }
        out
    }

    /// A list of names within a sentence: `a`, `a and b`, `a, b and c`.
    pub fn list(&self, items: &[String]) -> String {
        match items {
            [] => String::new(),
            [one] => one.clone(),
            [one, two] => self.list_two(one, two),
            [first, middle @ .., last] => {
                let start = middle.iter().fold(first.clone(), |list, item| self.list_many(&list, item));
                self.list_last(&start, last)
            }
        }
    }
}
