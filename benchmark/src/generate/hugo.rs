//! Writes the wiki for Hugo: `hugo.toml`, pages and layouts.

use std::fmt::Write;
use std::io;

use super::Folder;
use super::infobox;
use super::prose::{self, Dialect, FIRST_HEADING, Form, Link};
use super::world::{Kind, PageId, World};

const FILES: [(&str, &str); 7] = [
    ("hugo.toml", include_str!("../../sites/hugo/hugo.toml")),
    ("layouts/_default/baseof.html", include_str!("../../sites/hugo/baseof.html")),
    ("layouts/_default/single.html", include_str!("../../sites/hugo/single.html")),
    ("layouts/_default/list.html", include_str!("../../sites/hugo/list.html")),
    ("layouts/_default/terms.html", include_str!("../../sites/hugo/terms.html")),
    ("layouts/index.html", include_str!("../../sites/hugo/index.html")),
    ("static/css/main.css", include_str!("../../sites/main.css")),
];

/// The reason why writing to a String cannot fail.
const TO_STRING: &str = "a String takes whatever is written";

/// Writes the wiki.
pub(super) fn write(folder: &Folder<'_>, world: &World) -> io::Result<()> {
    folder.make(&["layouts/_default", "static/css"])?;
    FILES.iter().try_for_each(|(path, text)| folder.write(path, text))?;
    for kind in Kind::ALL {
        folder.make(&[&format!("content/{}", kind.folder())])?;
        let list = format!("---\ntitle: {}\n---\n", kind.label());
        folder.write(&format!("content/{}/_index.md", kind.folder()), &list)?;
    }
    let home = super::home(world, &MarkdownLinks);
    folder.write("content/_index.md", &format!("---\ntitle: The Made-up Wiki\n---\n\n{home}"))?;
    for (id, page) in world.pages.iter().enumerate() {
        folder.write(&format!("content/{}/{}.md", page.kind.folder(), page.slug), &self::page(world, id))?;
    }
    Ok(())
}

fn page(world: &World, id: PageId) -> String {
    let page = &world.pages[id];
    let (year, month, day) = page.date;
    let mut out = format!("---\ntitle: {}\n", page.title);
    let mut line = |line: std::fmt::Arguments<'_>| writeln!(out, "{line}").expect(TO_STRING);
    let [first, second] = page.categories.map(|category| &world.categories[category]);
    line(format_args!("description: \"{}\"", prose::description(world, id)));
    if let Some((_, slug)) = &page.alias {
        line(format_args!("aliases: [/{}/{slug}/]", page.kind.folder()));
    }
    line(format_args!("categories: [{first}, {second}]"));
    line(format_args!("date: {year}-{month:02}-{day:02}"));
    let links: Vec<String> = prose::links(world, id).into_iter().map(|to| infobox::url(world, to)).collect();
    line(format_args!("params:\n  links: [{}]\n  infobox:", links.join(", ")));
    for row in infobox::rows(world, id) {
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        line(format_args!("    - {{label: {}, cells: [{}]}}", row.label, cells.join(", ")));
    }
    out += "---\n\n";
    out + &prose::body(world, id, &MarkdownLinks)
}

fn cell(cell: &infobox::Cell) -> String {
    let mut out = format!("{{title: \"{}\"", cell.title);
    if let Some(url) = &cell.url {
        write!(out, ", url: {url}").expect(TO_STRING);
    }
    if let Some(second) = &cell.second {
        write!(out, ", word: {}, second: {}, second_url: {}", second.word, second.title, second.url)
            .expect(TO_STRING);
    }
    out + "}"
}

/// Plain links to URLs, so that Hugo has nothing to resolve.
struct MarkdownLinks;

impl Dialect for MarkdownLinks {
    fn link(&self, out: &mut String, world: &World, link: &Link<'_>) {
        let page = &world.pages[link.to];
        let url = infobox::url(world, link.to);
        match (link.form, &page.alias) {
            (Form::Label, _) => write!(out, "[{}]({url})", link.label),
            (Form::Section, _) => write!(out, "[{}]({url}#{})", link.label, FIRST_HEADING.1),
            (Form::Alias, Some((alias, _))) => write!(out, "[{alias}]({url})"),
            (Form::Title | Form::Cell | Form::Alias, _) => write!(out, "[{}]({url})", page.title),
        }
        .expect(TO_STRING);
    }

    fn citation(&self, _: &mut String, _: usize) {}

    fn quote(&self, out: &mut String, _: usize) {
        out.push_str("> ");
    }
}
