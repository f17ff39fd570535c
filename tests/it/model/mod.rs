//! The wiki model: types and relations, infoboxes, categories, backlinks, redirects, special pages, queries, data.

mod fields;
mod helpers;
mod lists;
mod lists_of_queries;
mod machines;
mod names;
mod queries;
mod sections;
mod special;
mod type_queries;

use std::sync::OnceLock;

use crate::harness::{Page, Run, Site, Wiki, png};
use serde_json::Value;

/// The types of a wiki of films.
const TYPES: &str = r#"
[types.person]
folder = "people"
plural = "People"
schema = "Person"
[types.person.fields.born]
type = "date"
schema = "birthDate"

[types.character]
folder = "characters"
[types.character.fields.appears_in]
type = "page"
to = ["work"]
many = true
required = true
inverse = "characters"
inverse_label = "Characters"

[types.work]
folder = "works"
schema = "CreativeWork"
[types.work.fields.kind]
type = "choice"
values = ["film", "novel", "series"]
required = true
[types.work.fields.released]
type = "date"
[types.work.fields.directed_by]
type = "page"
to = ["person"]
many = true
label = "Direction"
inverse = "directed"
inverse_label = "Directed"
[types.work.fields.follows]
type = "page"
to = ["work"]
inverse = "followed_by"
[types.work.fields.cast]
type = "record"
many = true
[types.work.fields.cast.fields.actor]
type = "page"
to = ["person"]
required = true
inverse = "roles"
inverse_label = "Roles"
[types.work.fields.cast.fields.character]
type = "page"
to = ["character"]
inverse = "played_by"
inverse_label = "Played by"
[types.work.fields.cast.fields.note]
type = "text"
[types.work.fields.running_time]
type = "number"
unit = "minutes"
[types.work.fields.colour]
type = "boolean"
default = "true"
[types.work.fields.site]
type = "url"
[types.work.fields.secret]
type = "text"
hidden = true

[types.film]
base = "work"
folder = "films"
schema = "Movie"
[types.film.fields.ratio]
type = "text"
label = "Aspect ratio"
"#;

/// People, a character and a place of each type.
fn wiki() -> Wiki {
    Wiki::new()
        .settings(TYPES)
        .file("content/people/mann.md", "---\ntitle: Michael Mann\nborn: 1943-02-05\n---\nA director.\n")
        .file("content/people/pacino.md", "---\ntitle: Al Pacino\nborn: 1940-04\n---\nAn actor.\n")
        .file(
            "content/characters/hanna.md",
            "---\ntitle: Vincent Hanna\nappears_in: Heat\n---\nA detective.\n",
        )
}

const HEAT: &str = "---
title: Heat
kind: film
released: 1995-12-15
directed_by: Michael Mann
cast:
  - {actor: Al Pacino, character: Vincent Hanna, note: top billing}
running_time: 170
site: https://example.com/heat?a=1&b=2
secret: never shown
info: {Budget: 60 million}
---
The film.
";

/// Builds the wiki with this content of `content/works/heat.md`.
fn with_heat(text: &str) -> Run {
    wiki().file("content/works/heat.md", text).build()
}

/// The rows of an infobox: label and text of the values.
fn rows(page: &Page) -> Vec<(String, Vec<String>)> {
    let rows = page.find("aside.infobox").all("dl div");
    rows.iter().map(|row| (row.find("dt").text(), row.texts("dd"))).collect()
}

#[track_caller]
fn row(page: &Page, label: &str) -> Vec<String> {
    let rows = rows(page);
    let found = rows.iter().find(|(known, _)| known == label).map(|(_, values)| values.clone());
    found.unwrap_or_else(|| panic!("no row `{label}` in {}: {rows:?}", page.name()))
}
