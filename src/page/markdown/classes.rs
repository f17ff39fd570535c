//! Classes that raw HTML cannot have, because the default theme uses them for the parts of its pages.
//!
//! With them, content could lay a link over the whole page, hide the table of contents, or pass for another part of the page to a script.
//! All other classes are allowed; `docs/content/writing.md` lists those of the theme that content may use.

/// True if a class belongs to the theme. Case is ignored, as browsers do in quirks mode.
pub(super) fn is_reserved_class(class: &str) -> bool {
    let class = class.to_ascii_lowercase();
    FAMILIES.iter().any(|family| class.starts_with(family)) || CLASSES.contains(&class.as_str())
}

/// Prefixes of the theme's groups of related classes.
const FAMILIES: [&str; 10] =
    ["component-", "image-", "kind-", "math-", "query-", "reach-", "search-", "tab-", "toc-", "video-"];

#[rustfmt::skip]
const CLASSES: [&str; 104] = [
    "about", "about-source", "aliases", "anchor", "backlinks", "backref", "banner", "bar", "block-anchor", "brand", "breadcrumb",
    "categories", "cite", "cited", "claim", "claims", "content", "disputed", "edit-section", "elsewhere", "embed",
    "embed-source", "ends", "every", "filters", "folded", "footnote-back", "footnote-ref", "footnotes", "hatnote", "hero",
    "hero-text", "home", "infobox", "infobox-group", "infobox-title", "js", "keyhole", "lede", "letter", "letters", "listing",
    "mark", "math", "menu", "meta", "monogram", "narrow", "not-found", "opens", "overview", "page", "page-footer", "page-header",
    "pagination", "parents", "passed", "placed", "preview", "preview-excerpt", "preview-title", "query", "reach", "red-link", "references",
    "search", "series", "site-footer", "site-header", "site-name", "site-note", "skip-link", "sources",
    "spoiler-between", "spoiler-mark", "spoiler-notice", "spoiler-states", "spoiler-title", "spoiler-words", "stack", "standing", "stands-now", "stats", "status", "subcategories", "succession", "superseded", "tab", "text",
    "theme-button", "thread", "timeline", "timeline-overview", "title-card", "toc", "undated", "unscripted", "versions", "video", "visually-hidden", "what",
    "when", "wide", "years",
];
