//! Writes the wiki for Zola: `config.toml`, pages and templates.

use std::fmt::Write;
use std::io;

use super::Folder;
use super::infobox;
use super::prose::{self, Dialect, FIRST_HEADING, Form, Link};
use super::world::{Kind, PageId, World};

const FILES: [(&str, &str); 8] = [
    ("config.toml", include_str!("../../sites/zola/config.toml")),
    ("templates/base.html", include_str!("../../sites/zola/base.html")),
    ("templates/page.html", include_str!("../../sites/zola/page.html")),
    ("templates/section.html", include_str!("../../sites/zola/section.html")),
    ("templates/index.html", include_str!("../../sites/zola/index.html")),
    ("templates/taxonomy_list.html", include_str!("../../sites/zola/taxonomy_list.html")),
    ("templates/taxonomy_single.html", include_str!("../../sites/zola/taxonomy_single.html")),
    ("static/css/main.css", include_str!("../../sites/main.css")),
];

/// The reason why writing to a String cannot fail.
const TO_STRING: &str = "a String takes whatever is written";

/// Writes the wiki.
pub(super) fn write(folder: &Folder<'_>, world: &World) -> io::Result<()> {
    folder.make(&["templates", "static/css"])?;
    FILES.iter().try_for_each(|(path, text)| folder.write(path, text))?;
    for kind in Kind::ALL {
        folder.make(&[&format!("content/{}", kind.folder())])?;
        let list = format!("+++\ntitle = \"{}\"\npaginate_by = 200\n+++\n", kind.label());
        folder.write(&format!("content/{}/_index.md", kind.folder()), &list)?;
    }
    let home = super::home(world, &InternalLinks);
    folder.write("content/_index.md", &format!("+++\ntitle = \"The Made-up Wiki\"\n+++\n\n{home}"))?;
    for (id, page) in world.pages.iter().enumerate() {
        folder.write(&format!("content/{}/{}.md", page.kind.folder(), page.slug), &self::page(world, id))?;
    }
    Ok(())
}

fn page(world: &World, id: PageId) -> String {
    let page = &world.pages[id];
    let (year, month, day) = page.date;
    let mut out = format!("+++\ntitle = \"{}\"\n", page.title);
    let mut line = |line: std::fmt::Arguments<'_>| writeln!(out, "{line}").expect(TO_STRING);
    let [first, second] = page.categories.map(|category| &world.categories[category]);
    line(format_args!("description = \"{}\"", prose::description(world, id)));
    line(format_args!("date = {year}-{month:02}-{day:02}"));
    if let Some((_, slug)) = &page.alias {
        line(format_args!("aliases = [\"{}/{slug}\"]", page.kind.folder()));
    }
    line(format_args!("[taxonomies]\ncategories = [\"{first}\", \"{second}\"]"));
    line(format_args!("[extra]\ninfobox = ["));
    for row in infobox::rows(world, id) {
        let cells: Vec<String> = row.cells.iter().map(cell).collect();
        line(format_args!("  {{ label = \"{}\", cells = [{}] }},", row.label, cells.join(", ")));
    }
    out += "]\n+++\n\n";
    out + &prose::body(world, id, &InternalLinks)
}

fn cell(cell: &infobox::Cell) -> String {
    let mut out = format!("{{ title = \"{}\"", cell.title);
    if let Some(url) = &cell.url {
        write!(out, ", url = \"{url}\"").expect(TO_STRING);
    }
    if let Some(second) = &cell.second {
        let infobox::Second { word, title, url } = second;
        write!(out, ", word = \"{word}\", second = \"{title}\", second_url = \"{url}\"").expect(TO_STRING);
    }
    out + " }"
}

/// Links to files, which Zola resolves, checks and collects as backlinks.
struct InternalLinks;

impl Dialect for InternalLinks {
    fn link(&self, out: &mut String, world: &World, link: &Link<'_>) {
        let page = &world.pages[link.to];
        let file = format!("@/{}/{}.md", page.kind.folder(), page.slug);
        match (link.form, &page.alias) {
            (Form::Label, _) => write!(out, "[{}]({file})", link.label),
            (Form::Section, _) => write!(out, "[{}]({file}#{})", link.label, FIRST_HEADING.1),
            (Form::Alias, Some((alias, _))) => write!(out, "[{alias}]({file})"),
            (Form::Title | Form::Cell | Form::Alias, _) => write!(out, "[{}]({file})", page.title),
        }
        .expect(TO_STRING);
    }

    fn citation(&self, _: &mut String, _: usize) {}

    fn quote(&self, out: &mut String, _: usize) {
        out.push_str("> ");
    }
}
