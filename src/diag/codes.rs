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

/// Treatment of a code's findings, whatever their level.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trait {
    /// The site cannot be built, so no setting can turn the error into a warning.
    Fatal,
    /// Findings with the same message are reported as one that lists all places.
    Merged,
    /// The author's intent cannot be known: while the finding stands, `serve` shows what the file last said.
    Hiding,
    /// Only matters to published sites. `serve` does not report it.
    Published,
}

/// A rule's name, level and explanation.
#[derive(Debug, PartialEq, Eq)]
pub struct Code {
    /// Kebab-case name.
    pub name: &'static str,
    /// Level in a wiki of normal strictness.
    pub level: Level,
    /// Treatment of its findings.
    pub traits: &'static [Trait],
    /// Explanation.
    pub meaning: &'static str,
    /// Remedy.
    pub remedy: &'static str,
}

impl Code {
    /// Returns whether the program treats its findings in a way.
    pub fn is(&self, kind: Trait) -> bool {
        self.traits.contains(&kind)
    }

    /// The remedy as help of a finding: in lower case, without a final period.
    pub(super) fn help(&self) -> String {
        let mut letters = self.remedy.trim_end_matches('.').chars();
        letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
    }
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
    ($($constant:ident = $name:literal, $level:ident, [$($trait:ident),*], $meaning:literal, $remedy:literal;)*) => {
        $(
            #[doc = $meaning]
            pub static $constant: Code = Code {
                name: $name,
                level: Level::$level,
                traits: &[$(Trait::$trait),*],
                meaning: $meaning,
                remedy: $remedy,
            };
        )*
        /// Every code, in the order of the stages.
        pub static ALL: &[&Code] = &[$(&$constant),*];
    };
}

codes! {
    INVALID_CONFIG = "invalid-config", Error, [Fatal, Hiding],
        "`site.toml` contains a value that Lorekeep cannot use: invalid TOML, a value of the wrong type, or one outside the range that its key allows.",
        "Correct the marked value. The page of the documentation on configuration lists every key with its type.";
    UNKNOWN_KEY = "unknown-key", Error, [Merged],
        "`site.toml`, front matter or a data file contains an unknown key. It is reported because a mistyped key would otherwise be ignored silently.",
        "Correct the spelling, or declare the field for the page's type in `site.toml`. Rows that no type declares belong under `info:`.";
    PLACEHOLDER_ADDRESS = "placeholder-address", Warning, [Published],
        "`base_url` is an address that nobody can publish at: one of the example hosts, such as `https://example.org/`, or this computer. Feeds, the sitemap and previews in other programs would lead there. `serve` does not report it.",
        "Write the address at which readers find the wiki, or build with `--base-url`.";
    LOW_CONTRAST = "low-contrast", Warning, [],
        "A colour of `[theme]`, or the accent of a type, cannot be read on its background: text needs a contrast of 4.5:1, and marks and lines one of 3:1 (WCAG 2, level AA). Colours that only a browser can compute are not checked.",
        "Make it lighter or darker, for one scheme under `[theme.light]` or `[theme.dark]`, or by `accent_dark` of the type.";
    INVALID_UTF8 = "invalid-utf8", Error, [Hiding],
        "A text file is not UTF-8, but for example UTF-16.",
        "Save the file as UTF-8 in your editor.";
    NUL_BYTE = "nul-byte", Error, [Hiding],
        "A text file contains a NUL byte or another control character that is invalid in a page or a feed.",
        "Remove the character; often the file is not text at all.";
    FILE_TOO_LARGE = "file-too-large", Error, [Hiding],
        "A text file is larger than 16 MiB.",
        "Split the page. Large data belongs in an asset beside it.";
    UNREADABLE = "unreadable", Error, [Fatal, Hiding],
        "A file could not be read, or is not a regular file.",
        "Check the permissions of the file, or remove it.";
    UNSAFE_PATH = "unsafe-path", Error, [Fatal],
        "A file, a link to a file, or an address would lead out of the wiki's folder, or contains something that is not valid in a path.",
        "Keep files inside the wiki and in no more than 32 folders, and addresses free of `..`, segments that begin with a dot, control characters, and names over 250 bytes.";
    ACTIVE_FILE = "active-file", Error, [Fatal],
        "A file under `content/` has a type that browsers or hosts execute: a document, a style sheet, a program, or an SVG image with a script or an external reference. It could take over the site, so it is not published.",
        "Move it to `static/`, whose files are trusted, or list it under `active` in `[content]` of `site.toml`. From an SVG, remove what the message names.";
    HOST_FILE = "host-file", Error, [Fatal],
        "A file under `content/` has a name by which hosts find their settings or programs, such as `_headers` or `vercel.json`. Content may not configure the host.",
        "Move the file to `static/`.";
    UNKNOWN_FILE = "unknown-file", Warning, [],
        "A file under `content/` has a type that is not known to be harmless, or no extension. It is not published.",
        "List it under `active` in `[content]` of `site.toml` to publish it, or under `ignore` to exclude it.";
    EMPTY_WIKI = "empty-wiki", Error, [Fatal],
        "There is nothing to publish: `content/` is missing or empty, or all of it is excluded.",
        "Check that `content/` is in the right place. `build --allow-empty` makes a site without pages where no site exists yet.";
    TRACKED_CACHE = "tracked-cache", Error, [Fatal],
        "Git tracks the folder `.lorekeep`. A build trusts the results of earlier builds in it, so anyone who can commit could publish content that is in no source file.",
        "Run `git rm -r --cached .lorekeep` and commit the change.";
    FRONT_MATTER = "front-matter", Error, [Hiding],
        "The front matter is not a YAML map: it is not closed, is not valid YAML, or is a list or a single value.",
        "Front matter starts with `---` on the first line, contains `key: value` lines, and ends with `---`.";
    DUPLICATE_KEY = "duplicate-key", Error, [Hiding],
        "A map contains the same key twice.",
        "Keep one of the two.";
    WRONG_TYPE = "wrong-type", Error, [],
        "A value has another type than its key expects.",
        "Write a value of the kind that the message names.";
    INVALID_DATE = "invalid-date", Error, [],
        "A date is impossible or not written as `1995`, `1995-12` or `1995-12-15`.",
        "Write the year, the year and month, or the full date, with hyphens.";
    NESTING_TOO_DEEP = "nesting-too-deep", Error, [Hiding],
        "Quotes, lists or brackets are nested deeper than 64 levels.",
        "Flatten the text.";
    TEXT_TOO_LONG = "text-too-long", Error, [],
        "A title or another name has more than 1,000 characters, or a description, a note or a quotation more than 2,000. Such text is shown on many pages. Where the error is a warning, the rest is cut off.",
        "Shorten it. Long text belongs in the page.";
    TABLE_TOO_WIDE = "table-too-wide", Error, [],
        "The rows of tables with many columns have so few cells that filling them would make the page much larger than its source.",
        "Write the cells out, or make smaller tables.";
    DEFINITIONS_TOO_LARGE = "definitions-too-large", Error, [],
        "The definitions of links, such as `[name]: address`, are used so often that they add more to a page than its own size, and more than 100 kB. References after that stay text.",
        "Define a shorter address, or use it less often.";
    PARSER_PANIC = "parser-panic", Error, [Hiding],
        "The Markdown parser failed on this page.",
        "Please report the page: this is a bug in Lorekeep.";
    RED_LINK = "red-link", Warning, [Merged],
        "A wikilink names a page that does not exist. Readers see it as a red link that leads nowhere.",
        "Write a page with this title, add the name to `aliases:` of an existing page, or correct the name.";
    BROKEN_LINK = "broken-link", Error, [Merged],
        "A link leads to a page file, a heading, a file or an address of this site that does not exist.",
        "Correct the target, or remove the link.";
    AMBIGUOUS_LINK = "ambiguous-link", Error, [Merged],
        "Several pages have the name that a link uses.",
        "Link by full title or by path.";
    WIKILINK_IN_TABLE = "wikilink-in-table", Warning, [],
        "A `|` inside `[[...]]` ends the table cell.",
        "Write `\\|` inside tables: `[[Page\\|label]]`.";
    BROKEN_TABLE = "broken-table", Warning, [],
        "Lines that look like a table are text, because the first line and the line of dashes below it have different numbers of cells, or because there is no empty line before the table.",
        "Write as many cells in both lines, and an empty line before the table. A bar in a cell is `\\|`.";
    UNSAFE_URL = "unsafe-url", Error, [],
        "A link uses a scheme that is not safe to publish, such as `javascript:`.",
        "Use http, https, mailto or tel.";
    REMOVED_HTML = "removed-html", Warning, [],
        "Raw HTML was removed: it is not on the list of safe elements and attributes, or uses a name that is reserved for the theme.",
        "Use Markdown, one of the safe elements, or another name.";
    EMBED_CYCLE = "embed-cycle", Error, [],
        "A page embeds itself, directly or through others.",
        "Remove one of the embeds.";
    EMBED_DEPTH = "embed-depth", Error, [],
        "Embeds are nested deeper than 8 pages, or exceed the size limit of a page.",
        "Embed fewer levels.";
    OUTPUT_SIZE = "output-size", Error, [Fatal],
        "A page includes more than 8 MiB from other pages, or the whole site would be many times larger than its sources.",
        "Give queries a lower `limit` and fewer fields to show, and embed sections instead of whole pages.";
    HOST_LIMIT = "host-limit", Error, [],
        "The site exceeds a limit of the `host` in `[output]`: the total size, the number of files, or the size of a file.",
        "Switch off what is not needed under `[output]`, publish large files elsewhere, or choose another host.";
    MATH = "math", Warning, [],
        "A formula is not valid LaTeX.",
        "Correct the formula, or write `\\$` for a dollar sign.";
    FOREIGN_SYNTAX = "foreign-syntax", Warning, [],
        "A text uses the syntax of another program, such as `{{Infobox}}`, `{{< youtube >}}`, `'''bold'''`, `== Heading ==` or `{.class}` after a heading. It has no effect here, and readers see it as text. Each kind is reported once per file.",
        "Write what the message says. In code, between backticks, such syntax stays as it is.";
    UNUSED_FOOTNOTE = "unused-footnote", Warning, [],
        "A footnote is defined and never referenced.",
        "Refer to it with `[^name]` or remove it.";
    URL_COLLISION = "url-collision", Error, [Fatal],
        "Two things claim the same address, or a file, an alias, a `slug:` or a `permalink:` claims the address of something that Lorekeep generates. Addresses that differ only in letter case or Unicode form are the same.",
        "Rename one, or set another `slug:`. To replace a generated page, write its file, such as `content/search.md`.";
    FOLDER_PAGE = "folder-page", Warning, [],
        "A folder has more than one file that could be its page. `index.md` is preferred to `README.md`, and that to `_index.md`; the others are not published.",
        "Merge the files, or rename the one that is not published.";
    ALIAS_COLLISION = "alias-collision", Error, [],
        "An alias is the title, address or alias of another page.",
        "Remove the alias from one of the two.";
    ALIAS_SELF = "alias-self", Warning, [],
        "An alias equals the page's own title, or is a duplicate.",
        "Remove the alias.";
    TEMPLATE = "template", Error, [Fatal, Merged, Hiding],
        "A template has an error, or uses something that does not exist.",
        "Correct the template at the marked place.";
    UNKNOWN_TEMPLATE = "unknown-template", Error, [],
        "A page or a type uses a template that does not exist, or a page uses one that is not a page template.",
        "Correct the name, or add the file under `templates/`.";
    UNKNOWN_TYPE = "unknown-type", Error, [],
        "A page names a type that `site.toml` does not declare.",
        "Correct the name, or declare `[types.NAME]`.";
    UNKNOWN_FIELD = "unknown-field", Error, [],
        "A page uses a field that its type does not have.",
        "Correct the spelling, declare the field in `site.toml`, or put the row under `info:`.";
    MISSING_FIELD = "missing-field", Error, [],
        "A required field of the page's type is missing.",
        "Add the field, with a value.";
    INVALID_CHOICE = "invalid-choice", Error, [],
        "A value is not one of the field's choices.",
        "Use one of the listed values.";
    UNKNOWN_REFERENCE = "unknown-reference", Warning, [Merged],
        "A field names a page that does not exist. Readers see a red link, and the name is listed on Wanted pages.",
        "Write a page with this title, or correct the name. If such names need no page, give the field `may_be_unwritten = true`.";
    WRONG_REFERENCE = "wrong-reference", Error, [],
        "A field names a page whose type the field does not allow.",
        "Name a page of a type that the field allows, correct the `type:` of that page, or the `to` of the field in `site.toml`.";
    RELATION_CONFLICT = "relation-conflict", Error, [],
        "Both ends of a relation are written, and they disagree.",
        "Write the relation on one page only.";
    CATEGORY_CYCLE = "category-cycle", Error, [],
        "Categories form a cycle of parents.",
        "Remove a parent from one of these pages: its `categories:`.";
    UNKNOWN_SPOILER = "unknown-spoiler", Warning, [],
        "A spoiler is mistyped, or has a scope that `site.toml` does not declare. It stays folded for every reader.",
        "Correct the name, or declare the scope under `[spoilers]`.";
    OPEN_SPOILER = "open-spoiler", Error, [],
        "A spoiler stands where nothing can be folded: an element of raw HTML, two bars, or a label in braces. Every reader would see it.",
        "Write it as a callout, `> [!spoiler|scope] Title`, or put the label at the end of a heading, a paragraph, an item or a row.";
    IMAGE_ALT = "image-alt", Warning, [],
        "A declared image has no text alternative for people who cannot see it.",
        "Add `alt:` to the image.";
    IMAGE_LICENCE = "image-licence", Warning, [],
        "A declared image does not state the licence under which it may be shown.",
        "Add `licence:` to the image, such as `licence: CC BY 4.0` or `licence: fair use`.";
    MISSING_IMAGE = "missing-image", Warning, [Merged],
        "A picture on a page, or in a file about pictures, does not exist. The page is published with a grey box in its place.",
        "Put the file below `content/`, best beside the page, or correct its name.";
    PICTURE_OPTION = "picture-option", Warning, [],
        "A part of `![[picture.jpg|…]]` is neither an option, such as `right`, `thumb` or `300px`, nor the caption, which is the last part.",
        "Correct the option, or remove it.";
    BROKEN_IMAGE = "broken-image", Warning, [],
        "An image file is damaged or does not have the type of its extension: no smaller variants can be made, and browsers may not show it. Reported if `[images]` is switched on.",
        "Save the image again with another program.";
    IMAGE_TOO_LARGE = "image-too-large", Warning, [],
        "An image has more than 64 million pixels or 64 MiB, and is published without smaller variants. Reported if `[images]` is switched on.",
        "Publish a smaller version of the image.";
    NO_IMAGES = "no-images", Warning, [],
        "`site.toml` asks for smaller variants of images, but this Lorekeep was built without the feature that makes them. Every image is published in one size only.",
        "Use a Lorekeep with default features, or remove `[images]`.";
    COMPONENT = "component", Error, [],
        "A call of a component has a fault: an unknown or repeated parameter, an argument too many, no end, or a place where the component cannot be used.",
        "Correct the call. The declaration of the component under `[components]` in `site.toml` lists its parameters.";
    UNKNOWN_COMPONENT = "unknown-component", Warning, [],
        "`{{name}}` has almost the name of a component. It stays text, because only declared names are components.",
        "Correct the name, declare it under `[components]` in `site.toml`, or write `\\{{` for text.";
    QUERY = "query", Error, [],
        "A query block asks for something that does not exist.",
        "Correct the marked part of the query. The page of the documentation on queries lists every key with its values.";
    UNKNOWN_SOURCE = "unknown-source", Error, [Merged],
        "A citation names a source that is not declared.",
        "Correct the id, or declare the source in a file of `content/sources/`.";
    UNUSED_SOURCE = "unused-source", Warning, [],
        "A source is declared but never cited.",
        "Cite it or remove it.";
    DUPLICATE_SOURCE = "duplicate-source", Error, [],
        "Two sources have the same id.",
        "Give one of them another id.";
    UNSOURCED = "unsourced", Warning, [],
        "A claim or an event has no source.",
        "Add `sources:`, with ids that files of `content/sources/` declare.";
    CONFLICTING_CLAIMS = "conflicting-claims", Error, [],
        "Two current claims differ, and neither supersedes or disputes the other.",
        "Add `supersedes:` to the newer one, or connect them with `disputes:`.";
    DUPLICATE_CLAIM = "duplicate-claim", Error, [],
        "Two claims have the same id.",
        "Give one of them another id.";
    UNKNOWN_CLAIM = "unknown-claim", Error, [],
        "A claim refers to another claim that does not exist.",
        "Correct the id, or give that claim this `id:`.";
    UNKNOWN_SUBJECT = "unknown-subject", Error, [Merged],
        "A claim is about a page that does not exist, so it is shown nowhere.",
        "Correct the name, or write the page.";
    UNKNOWN_PROPERTY = "unknown-property", Error, [],
        "A claim is about a property that `site.toml` does not declare.",
        "Correct the name, or declare `[properties.NAME]`.";
    SUPERSESSION_CYCLE = "supersession-cycle", Error, [],
        "Claims or events supersede each other in a cycle.",
        "Remove one of the `supersedes:`.";
    SEVERAL_VALUES = "several-values", Error, [],
        "A claim about a property with several values names more than one page. A later claim about one of them could not supersede it.",
        "Write one claim for each of them.";
    CONFIRMS_OTHER_VALUE = "confirms-other-value", Warning, [],
        "A claim confirms one with another value.",
        "Use `refines:`, `corrects:` or `supersedes:` instead of `confirms:`, or correct the value.";
    READ_DATE = "read-date", Warning, [],
        "A claim has a date on which it was read beside the date on which it was made.",
        "Remove `read:`, which is for sources without a date.";
    SUPERSEDED_BY_OLDER = "superseded-by-older", Error, [],
        "A claim or an event is superseded or confirmed by an older one.",
        "Reverse the direction, or correct a date.";
    PREMATURE_STATUS = "premature-status", Warning, [],
        "Something has the status `released` with a date in the future.",
        "Use `announced`, or correct the date.";
    RECHECK = "recheck", Warning, [],
        "The date by which a claim was to be rechecked has passed.",
        "Check the claim again, then move the date.";
    OVERDUE = "overdue", Warning, [],
        "A claim that stands expects something by a date that has passed, and no claim says whether it came true.",
        "Add a newer claim. If there is none, write the day on which you looked for one as `checked:`.";
    SOURCE_DATE = "source-date", Warning, [],
        "A source is cited for a statement made after the source had appeared.",
        "Correct one of the dates.";
    SOURCE_ARCHIVE = "source-archive", Off, [],
        "A source with an address has no archived copy.",
        "Add `archive:`, with the address of a copy, such as one at `https://web.archive.org/`.";
    DEAD_SOURCE = "dead-source", Warning, [],
        "The address of a source no longer exists: its host responds with 404 or 410, or the host does not exist. Only found by `check --external`.",
        "If there is an archived copy, set `dead: true`, so that it is shown first; otherwise look for one.";
    DEAD_ARCHIVE = "dead-archive", Warning, [],
        "The archived copy of a source is not available. Only found by `check --external`.",
        "Look for another copy, or remove `archive:`.";
    DEAD_LINK = "dead-link", Warning, [Merged],
        "A link of a page leads to an external address that no longer exists. Only found by `check --external`.",
        "Correct the address, or link to an archived copy.";
    REVIVED_SOURCE = "revived-source", Warning, [],
        "A source is marked `dead: true`, but its address works. Only found by `check --external`.",
        "Check that its content is still the same, then remove `dead: true`.";
    MOVED_ADDRESS = "moved-address", Warning, [Merged],
        "The host redirects an address permanently to another one. Only found by `check --external`.",
        "Check that the new address shows the same content, then write it.";
    UNREACHABLE_ADDRESS = "unreachable-address", Warning, [Merged],
        "An address could not be checked: no response in time, a server error, an untrusted certificate, too many redirects. Only found by `check --external`.",
        "Check again on another day, and open it in a browser if the problem persists.";
    PRIVATE_ADDRESS = "private-address", Warning, [Merged],
        "An address leads into a private network, directly or by a redirect. Readers cannot reach it, and Lorekeep does not contact it. Only found by `check --external`.",
        "Correct the address. To check a host of your own, use `--allow-private HOST`.";
    UNCITED_PAGE = "uncited-page", Off, [],
        "A page has prose but cites no source.",
        "Cite a source: `[@id]` after the statement.";
    SPOILER_LEAK = "spoiler-leak", Warning, [],
        "Words that have a spoiler label in one place are without one in another, where everybody reads them.",
        "Label the open place as well, or say less there. If the words give nothing away, list the phrase with a reason under `allow` in `[spoilers]`.";
    FIRST_MENTION = "first-mention", Off, [],
        "A page mentions another page without ever linking to it.",
        "Link the first mention.";
    DOUBLE_LINK = "double-link", Off, [],
        "A page links to the same page more than once.",
        "Keep the first link, and write this one without brackets.";
    SELF_LINK = "self-link", Off, [],
        "A page links to itself.",
        "Remove the link.";
    ORPHAN = "orphan", Off, [],
        "No page links here.",
        "Link to the page from another one.";
}
