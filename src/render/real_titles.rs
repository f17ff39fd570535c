//! Shows titles that are spoilers to readers who know their scopes.
//!
//! Headings, lists and links have the public title of a page. Where it is all the text of a link to the page, of its heading or of its
//! `<title>`, the other title and its scopes stand beside it in attributes, and `static/js/spoilers.js` exchanges the two.

use rustc_hash::FxHashMap;

use super::fold_ids::{end_of_tag, name};
use crate::labels::{Labelled, SpoilerScopes};
use crate::text::escape::{encode_url_path, escape_html};
use crate::wiki::Wiki;

/// Start of the attribute that only titles with a label have.
pub(super) const MARK: &str = " data-title=\"";

/// The pages whose titles are spoilers, by URL path as it is spelled in HTML.
#[derive(Debug, Default)]
pub(super) struct RealTitles {
    pages: FxHashMap<String, RealTitle>,
    scopes: SpoilerScopes,
}

/// The titles of such a page.
#[derive(Debug)]
struct RealTitle {
    /// The public one, as this program and as templates escape it.
    public: [String; 2],
    real: Labelled<String>,
}

impl RealTitles {
    pub(super) fn new(wiki: &Wiki) -> Self {
        let titled = wiki.pages.iter().filter_map(|page| Some((page, page.matter.real_title.as_ref()?)));
        let pages = titled.map(|(page, real)| {
            let mut url = wiki.config.base_url.path.clone();
            encode_url_path(&mut url, &page.address);
            let public = [escaped(&page.title), tera_escaped(&page.title)];
            (escaped(&url), RealTitle { public, real: (**real).clone() })
        });
        Self { pages: pages.collect(), scopes: wiki.config.spoilers.clone() }
    }

    /// A page with the titles that readers may know; `url` is its own path. `None` if it shows none. Takes time in proportion to its
    /// length.
    pub(super) fn shown(&self, html: &str, url: &str) -> Option<String> {
        if self.pages.is_empty() {
            return None;
        }
        let own = self.pages.get(&escaped(url)).or_else(|| self.pages.get(&escaped(first_part(url))));
        let mut out =
            Out { titles: self, own, shown: None, html: String::with_capacity(html.len() + 256), svg: false };
        let mut rest = html;
        while let Some(at) = rest.find('<') {
            out.text(&rest[..at]);
            let (tag, after) = rest[at..].split_at(end_of_tag(&rest[at..]));
            out.tag(tag);
            rest = after;
        }
        out.html.push_str(rest);
        out.html.contains(MARK).then_some(out.html)
    }
}

/// A page with titles, up to some tag.
struct Out<'t> {
    titles: &'t RealTitles,
    /// The page's own title.
    own: Option<&'t RealTitle>,
    /// The title of the element that is open here, with the name of the element.
    shown: Option<(&'static str, &'t RealTitle)>,
    html: String,
    /// True in a drawing, in which no element of HTML may stand.
    svg: bool,
}

impl<'t> Out<'t> {
    fn tag(&mut self, tag: &str) {
        self.html.push_str(tag);
        match name(tag) {
            "svg" => self.svg = true,
            "/svg" => self.svg = false,
            "a" => self.shown = self.linked(tag).map(|title| ("a", title)),
            "h1" => self.shown = self.own.map(|title| ("h1", title)),
            "title" if !self.svg => self.shown = self.own.map(|title| ("title", title)),
            "/a" | "/h1" | "/title" => self.shown = None,
            _ => {}
        }
    }

    /// The title of the page that a link leads to.
    fn linked(&self, tag: &str) -> Option<&'t RealTitle> {
        let address = tag.split_once(" href=\"")?.1.split(['"', '#']).next()?;
        self.titles.pages.get(address)
    }

    /// Appends the text between two tags. An empty element follows a title, so that the title is complete when a script sees it.
    fn text(&mut self, text: &str) {
        let scopes = &self.titles.scopes;
        match self.shown {
            Some(("title", title)) => {
                let after =
                    title.public.iter().find_map(|public| text.trim_start().strip_prefix(public.as_str()));
                if let Some(after) = after {
                    let attributes = title.real.in_attributes(scopes, after);
                    self.html.truncate(self.html.len() - 1);
                    self.html.push_str(&format!(" class=\"spoiler-title\"{attributes}>"));
                }
                self.html.push_str(text);
            }
            Some((_, title)) if !self.svg && title.public.iter().any(|public| public == text.trim()) => {
                let (before, after) = text.split_once(text.trim()).unwrap_or_default();
                let attributes = title.real.in_attributes(scopes, "");
                let public = text.trim();
                self.html.push_str(&format!(
                    "{before}<span>{public}</span><i class=\"spoiler-title\"{attributes} hidden></i>{after}"
                ));
            }
            _ => self.html.push_str(text),
        }
    }
}

/// The address of a list without the number of its part.
fn first_part(url: &str) -> &str {
    url.trim_end_matches('/').trim_end_matches(|character: char| character.is_ascii_digit())
}

fn escaped(text: &str) -> String {
    let mut html = String::with_capacity(text.len());
    escape_html(&mut html, text);
    html
}

/// Text as templates escape it.
fn tera_escaped(text: &str) -> String {
    let mut html = Vec::with_capacity(text.len());
    // Writing to memory cannot fail.
    drop(tera::escape_html(text, &mut html));
    String::from_utf8_lossy(&html).into_owned()
}
