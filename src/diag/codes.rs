//! The table of all diagnostic codes, with the texts that `check --explain` prints.

/// The default level of a code, before the wiki's settings apply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Level {
    /// The site is not published.
    Error,
    /// The author should look at it.
    Warning,
    /// Not reported unless enabled.
    Off,
}

/// A rule's name, level and explanation.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case name.
    pub name: &'static str,
    /// Level in a wiki of normal strictness.
    pub level: Level,
    /// True if the site cannot be built despite the fault, so that no setting can reduce it to a warning.
    pub fatal: bool,
    /// Explanation.
    pub meaning: &'static str,
    /// Remedy.
    pub remedy: &'static str,
}

/// The code with a name.
pub fn find(name: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|code| code.name == name)
}

/// Serializes codes by name, because each exists once in memory.
pub(super) mod by_name {
    use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

    use super::{Code, find};

    pub(in crate::diag) fn serialize<S: Serializer>(code: &&Code, serializer: S) -> Result<S::Ok, S::Error> {
        code.name.serialize(serializer)
    }

    pub(in crate::diag) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<&'static Code, D::Error> {
        find(<&str>::deserialize(from)?).ok_or_else(|| de::Error::custom("no such code"))
    }
}

macro_rules! codes {
    ($($constant:ident = $name:literal, $level:ident, fatal: $fatal:literal, $meaning:literal, $remedy:literal;)*) => {
        $(
            #[doc = $meaning]
            pub static $constant: Code = Code {
                name: $name,
                level: Level::$level,
                fatal: $fatal,
                meaning: $meaning,
                remedy: $remedy,
            };
        )*
        /// Every code, in the order of the stages.
        pub static ALL: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    INVALID_CONFIG = "invalid-config", Error, fatal: true,
        "`site.toml` holds something Lorekeep cannot use: TOML that does not parse, a value of the wrong type, or one outside what its key allows.",
        "Correct the value at the marked place. The user documentation lists every key with its type.";
    UNKNOWN_KEY = "unknown-key", Error, fatal: false,
        "A key that Lorekeep does not know stands in `site.toml`, in front matter or in a data file. It is reported because a mistyped key would otherwise do nothing, silently.",
        "Correct the spelling, or declare the field for the page's type in `site.toml`. Rows that no type declares belong under `info:`.";
    INVALID_UTF8 = "invalid-utf8", Error, fatal: false,
        "A text file is not UTF-8, but UTF-16 for instance.",
        "Save the file as UTF-8 in your editor.";
    NUL_BYTE = "nul-byte", Error, fatal: false,
        "A text holds a NUL byte or another control character that no page and no feed can hold.",
        "Remove the character; often the file is not text at all.";
    FILE_TOO_LARGE = "file-too-large", Error, fatal: false,
        "A text file is larger than 16 MiB.",
        "Split the page. Large data belongs in an asset beside it.";
    UNREADABLE = "unreadable", Error, fatal: true,
        "A file could not be read, or is not a regular file.",
        "Check the permissions of the file, or remove it.";
    UNSAFE_PATH = "unsafe-path", Error, fatal: true,
        "A file, a link to a file, or an address would lead out of the folder of the wiki, or holds something that no path may hold.",
        "Keep files inside the wiki and in no more than 32 folders, and addresses free of `..`, of parts that begin with a dot, of control characters and of names over 250 bytes.";
    ACTIVE_FILE = "active-file", Error, fatal: true,
        "A file under `content/` is of a kind that browsers or hosts run: a document, a style, a program, or an SVG picture with a script or a reference to elsewhere. It could take over the site, so it is not published.",
        "Move it to `static/`, whose files are trusted, or list it under `active` in `[content]` of `site.toml`. Remove from an SVG what the message names.";
    HOST_FILE = "host-file", Error, fatal: true,
        "A file under `content/` has a name by which hosts find their settings or programs, such as `_headers` or `vercel.json`. Content may not steer the host.",
        "Move the file to `static/`.";
    UNKNOWN_FILE = "unknown-file", Warning, fatal: false,
        "A file under `content/` is not of a kind that is known to be harmless, or has no extension. It is not published.",
        "List it under `active` in `[content]` of `site.toml` to publish it, or under `ignore` to leave it out.";
    EMPTY_WIKI = "empty-wiki", Error, fatal: true,
        "There is nothing to publish: `content/` is missing or empty, or all of it is left out.",
        "Check that `content/` is where it should be. `build --allow-empty` makes a site without pages where no site stands yet.";
    TRACKED_CACHE = "tracked-cache", Error, fatal: true,
        "Git tracks the folder `.lorekeep`. What a build keeps there is believed by the next one, so whoever can commit could publish what no source says.",
        "Run `git rm -r --cached .lorekeep`, and commit that.";
    FRONT_MATTER = "front-matter", Error, fatal: false,
        "The front matter is not a YAML map: it is not closed, does not parse, or is a list or a single value.",
        "Front matter starts with `---` on the first line, holds `key: value` lines, and ends with `---`.";
    DUPLICATE_KEY = "duplicate-key", Error, fatal: false,
        "A key stands twice in one map.",
        "Keep one of the two.";
    WRONG_TYPE = "wrong-type", Error, fatal: false,
        "A value is of another type than its key asks for.",
        "Write the value as the message says.";
    INVALID_DATE = "invalid-date", Error, fatal: false,
        "A date is impossible or not written as `1995`, `1995-12` or `1995-12-15`.",
        "Write year, year and month, or the whole date, with hyphens.";
    NESTING_TOO_DEEP = "nesting-too-deep", Error, fatal: false,
        "Quotes, lists or brackets are nested deeper than 64 levels.",
        "Flatten the text.";
    TEXT_TOO_LONG = "text-too-long", Error, fatal: false,
        "A title or another name has more than 1,000 characters, or a description, a note or a quotation more than 2,000. Such texts stand on many pages. Where the error is a warning, the rest is left out.",
        "Shorten it. Long texts belong in the page.";
    TABLE_TOO_WIDE = "table-too-wide", Error, fatal: false,
        "The rows of tables with many columns have so few cells that filling them makes more of the page than its author wrote.",
        "Write the cells out, or make smaller tables.";
    DEFINITIONS_TOO_LARGE = "definitions-too-large", Error, fatal: false,
        "The definitions of links, such as `[name]: address`, are used so often that they add more to a page than its own size, and more than 100 kB. Names used after that stay text.",
        "Define a shorter address, or use it less often.";
    PARSER_PANIC = "parser-panic", Error, fatal: false,
        "The Markdown parser failed on this page.",
        "Please report the page: this is a fault of Lorekeep, not of yours.";
    RED_LINK = "red-link", Warning, fatal: false,
        "A wikilink names a page that does not exist. Readers see it as a red link that leads nowhere.",
        "Write the page, or correct the name.";
    BROKEN_LINK = "broken-link", Error, fatal: false,
        "A link leads to a page file, a heading, a file or an address of this site that is not there.",
        "Correct the target.";
    AMBIGUOUS_LINK = "ambiguous-link", Error, fatal: false,
        "Several pages bear the name that a link uses.",
        "Link by full title or by path.";
    WIKILINK_IN_TABLE = "wikilink-in-table", Warning, fatal: false,
        "A `|` inside `[[...]]` ends the table cell.",
        "Write `\\|` inside tables: `[[Page\\|label]]`.";
    UNSAFE_URL = "unsafe-url", Error, fatal: false,
        "A link uses a scheme that is not safe to publish, such as `javascript:`.",
        "Use http, https, mailto or tel.";
    REMOVED_HTML = "removed-html", Warning, fatal: false,
        "Raw HTML was left out: it is not on the list of safe elements and attributes, or is a name that the theme keeps for its own parts.",
        "Use Markdown, one of the safe elements, or another name.";
    EMBED_CYCLE = "embed-cycle", Error, fatal: false,
        "A page embeds itself, directly or through others.",
        "Remove one of the embeds.";
    EMBED_DEPTH = "embed-depth", Error, fatal: false,
        "Embeds are nested deeper than 8 pages, or fill a page past its limit.",
        "Embed fewer levels.";
    OUTPUT_SIZE = "output-size", Error, fatal: true,
        "A page takes more than 8 MiB from other pages, or the whole site would be many times larger than its sources.",
        "Give queries a lower `limit` and fewer fields to show, and embed sections in the place of whole pages.";
    HOST_LIMIT = "host-limit", Error, fatal: false,
        "The site is larger than the `host` in `[output]` takes: in all, in the number of its files, or in one of them.",
        "Switch off what is not needed under `[output]`, publish large files elsewhere, or choose another host.";
    MATH = "math", Warning, fatal: false,
        "A formula could not be read as LaTeX.",
        "Correct the formula, or write `\\$` for a dollar sign.";
    FOREIGN_SYNTAX = "foreign-syntax", Warning, fatal: false,
        "A text has marks of another program, such as `{{Infobox}}`, `{{< youtube >}}`, `'''bold'''`, `== Heading ==` or `{.class}` behind a heading. They mean nothing here, and readers see them. Each kind is reported once a file.",
        "Write what the message says. In code, between backticks, such marks stay as they are.";
    UNUSED_FOOTNOTE = "unused-footnote", Warning, fatal: false,
        "A footnote is defined and never referred to.",
        "Refer to it with `[^name]` or remove it.";
    URL_COLLISION = "url-collision", Error, fatal: true,
        "Two things claim the same address, or a file, an alias, a `slug:` or a `permalink:` claims one at which Lorekeep itself makes something. Letter case and Unicode form do not tell addresses apart.",
        "Rename one, or give it another `slug:`. A page takes the place of a generated one by its file, such as `content/search.md`.";
    ALIAS_COLLISION = "alias-collision", Error, fatal: false,
        "An alias is the title, address or alias of another page.",
        "Remove the alias from one of the two.";
    ALIAS_SELF = "alias-self", Warning, fatal: false,
        "An alias equals the page's own title, or stands twice.",
        "Remove the alias.";
    TEMPLATE = "template", Error, fatal: true,
        "A template has a fault, or uses something that is not there.",
        "Correct the template at the marked place.";
    UNKNOWN_TEMPLATE = "unknown-template", Error, fatal: false,
        "A page or a type asks for a template that does not exist, or a page for one that is not meant for pages.",
        "Correct the name, or add the file under `templates/`.";
    UNKNOWN_TYPE = "unknown-type", Error, fatal: false,
        "A page names a type that `site.toml` does not declare.",
        "Correct the name, or declare `[types.NAME]`.";
    UNKNOWN_FIELD = "unknown-field", Error, fatal: false,
        "A page uses a field that its type does not have.",
        "Correct the spelling, declare the field in `site.toml`, or put the row under `info:`.";
    MISSING_FIELD = "missing-field", Error, fatal: false,
        "A required field of the page's type is missing.",
        "Add the field.";
    INVALID_CHOICE = "invalid-choice", Error, fatal: false,
        "A value is not one of the field's choices.",
        "Use one of the listed values.";
    UNKNOWN_REFERENCE = "unknown-reference", Error, fatal: false,
        "A field names a page that does not exist.",
        "Correct the name, or write the page.";
    WRONG_REFERENCE = "wrong-reference", Error, fatal: false,
        "A field names a page of another type than it takes.",
        "Name a page of the right type.";
    RELATION_CONFLICT = "relation-conflict", Error, fatal: false,
        "Both ends of a relation are written, and they disagree.",
        "Write the relation on one page only.";
    CATEGORY_CYCLE = "category-cycle", Error, fatal: false,
        "Categories are each other's parents.",
        "Remove one of the parents.";
    UNKNOWN_SPOILER = "unknown-spoiler", Warning, fatal: false,
        "A spoiler is mistyped, or belongs to a scope that `site.toml` does not declare. It stays folded for every reader.",
        "Correct the name, or declare the scope under `[spoilers]`.";
    OPEN_SPOILER = "open-spoiler", Error, fatal: false,
        "An element of raw HTML has the class `spoiler` or a `data-scope`, where nothing can be folded: everybody would read it.",
        "Write the spoiler as a quote, `> [!spoiler|scope] Title`, outside of headings, links and marks.";
    IMAGE_ALT = "image-alt", Warning, fatal: false,
        "A declared image has no text for people who cannot see it.",
        "Add `alt:` to the image.";
    IMAGE_LICENCE = "image-licence", Warning, fatal: false,
        "A declared image does not say under which licence it may be shown.",
        "Add `licence:` to the image.";
    BROKEN_IMAGE = "broken-image", Warning, fatal: false,
        "A picture's file is damaged or not what it seems to be: no smaller variants could be made of it, and browsers may not show it. Found where `[images]` is switched on.",
        "Save the picture again with another program.";
    IMAGE_TOO_LARGE = "image-too-large", Warning, fatal: false,
        "A picture has more than 64 million pixels or 64 MiB, and is published without smaller variants. Found where `[images]` is switched on.",
        "Publish a smaller version of the picture.";
    NO_IMAGES = "no-images", Warning, fatal: false,
        "`site.toml` asks for smaller variants of pictures, and this Lorekeep was built without the part that makes them. Every picture is published in one size.",
        "Use a Lorekeep with the default features, or remove `[images]`.";
    QUERY = "query", Error, fatal: false,
        "A query block asks for something that does not exist.",
        "Correct the query at the marked place.";
    UNKNOWN_SOURCE = "unknown-source", Error, fatal: false,
        "A citation names a source that is not declared.",
        "Correct the id, or declare the source.";
    UNUSED_SOURCE = "unused-source", Warning, fatal: false,
        "A source is declared and cited nowhere.",
        "Cite it or remove it.";
    DUPLICATE_SOURCE = "duplicate-source", Error, fatal: false,
        "Two sources have the same id.",
        "Give one of them another id.";
    UNSOURCED = "unsourced", Warning, fatal: false,
        "A claim or an event names no source.",
        "Add `sources:`.";
    CONFLICTING_CLAIMS = "conflicting-claims", Error, fatal: false,
        "Two claims are both current, differ, and neither supersedes or disputes the other.",
        "Say which supersedes which with `supersedes:`, or join them by `disputes:`.";
    DUPLICATE_CLAIM = "duplicate-claim", Error, fatal: false,
        "Two claims have the same id.",
        "Give one of them another id.";
    UNKNOWN_CLAIM = "unknown-claim", Error, fatal: false,
        "A claim supersedes or disputes one that does not exist.",
        "Correct the id.";
    UNKNOWN_PROPERTY = "unknown-property", Error, fatal: false,
        "A claim is about a property that `site.toml` does not declare.",
        "Correct the name, or declare `[properties.NAME]`.";
    SUPERSESSION_CYCLE = "supersession-cycle", Error, fatal: false,
        "Claims or events supersede each other in a circle.",
        "Remove one of the links.";
    SUPERSEDED_BY_OLDER = "superseded-by-older", Error, fatal: false,
        "A claim or an event is superseded by an older one.",
        "Turn the direction round, or correct a date.";
    PREMATURE_STATUS = "premature-status", Warning, fatal: false,
        "Something is said to be released or to have happened on a date that lies in the future.",
        "Use `announced`, or correct the date.";
    RECHECK = "recheck", Warning, fatal: false,
        "The date on which a claim was to be looked at again has passed.",
        "Look again, then move the date.";
    SOURCE_DATE = "source-date", Warning, fatal: false,
        "A source is cited for a statement that was made only after the source had appeared.",
        "Correct one of the dates.";
    SOURCE_ARCHIVE = "source-archive", Off, fatal: false,
        "A source with an address has no archived copy.",
        "Add `archive:`.";
    DEAD_SOURCE = "dead-source", Warning, fatal: false,
        "Nothing stands any more at the address of a source: its host answers 404 or 410, or there is no such host. Found by `check --external` alone.",
        "Set `dead: true` when there is an archived copy, so that it is shown first; else look for one.";
    DEAD_ARCHIVE = "dead-archive", Warning, fatal: false,
        "The archived copy of a source is not there. Found by `check --external` alone.",
        "Look for another copy, or remove `archive:`.";
    DEAD_LINK = "dead-link", Warning, fatal: false,
        "A link of a page leads to an address of another site where nothing stands any more. Found by `check --external` alone.",
        "Correct the address, or link to an archived copy.";
    REVIVED_SOURCE = "revived-source", Warning, fatal: false,
        "A source is marked `dead: true`, and its address answers. Found by `check --external` alone.",
        "Look whether it still says the same, then remove `dead: true`.";
    MOVED_ADDRESS = "moved-address", Warning, fatal: false,
        "The host of an address says that what stood there has moved to another address for good. Found by `check --external` alone.",
        "Write the new address, after looking whether it shows the same.";
    UNREACHABLE_ADDRESS = "unreachable-address", Warning, fatal: false,
        "Whether something stands at an address could not be told: no answer in time, a fault of the server, a certificate that is not trusted, redirects without end. Found by `check --external` alone.",
        "Check again on another day, and look with a browser when it stays so.";
    PRIVATE_ADDRESS = "private-address", Warning, fatal: false,
        "An address leads into a private network, itself or by a redirect. Readers cannot follow it, and Lorekeep does not ask there. Found by `check --external` alone.",
        "Correct the address. Name a host of your own with `--allow-private HOST`.";
    UNCITED_PAGE = "uncited-page", Off, fatal: false,
        "A page has prose and cites no source.",
        "Cite a source.";
    FIRST_MENTION = "first-mention", Off, fatal: false,
        "A page names another page without ever linking to it.",
        "Link the first mention.";
    DOUBLE_LINK = "double-link", Off, fatal: false,
        "A page links to the same page more than once.",
        "Keep the first link.";
    SELF_LINK = "self-link", Off, fatal: false,
        "A page links to itself.",
        "Remove the link.";
    ORPHAN = "orphan", Off, fatal: false,
        "No page links here.",
        "Link to the page from another one.";
}
