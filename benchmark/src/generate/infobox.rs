//! The infobox of a page as rows, for generators without relations: both ends of each relation are written out for
//! them.

use super::world::{Fact, PageId, Value, World};

/// A row.
#[derive(Debug)]
pub(super) struct Row {
    pub(super) label: &'static str,
    pub(super) cells: Vec<Cell>,
}

/// A value: a text or a page, sometimes with a second page and a word between the two.
#[derive(Debug)]
pub(super) struct Cell {
    pub(super) title: String,
    pub(super) url: Option<String>,
    pub(super) second: Option<Second>,
}

/// The second page of a value.
#[derive(Debug)]
pub(super) struct Second {
    pub(super) word: &'static str,
    pub(super) title: String,
    pub(super) url: String,
}

/// Maximum number of values in a row, as in Lorekeep.
const MAX_VALUES: usize = 60;

/// The rows of a page: its own statements, then those of other pages about it.
pub(super) fn rows(world: &World, id: PageId) -> Vec<Row> {
    let own = world.facts(id).into_iter().map(|fact| row(world, fact.field.label, &fact));
    let inverse = world.inverse_facts(id).iter().map(|fact| {
        let field = fact.field;
        row(world, if field.inverse.is_empty() { field.label } else { field.inverse }, fact)
    });
    own.chain(inverse).collect()
}

/// Address of a page in the site.
pub(super) fn url(world: &World, id: PageId) -> String {
    let page = &world.pages[id];
    format!("/{}/{}/", page.kind.folder(), page.slug)
}

fn row(world: &World, label: &'static str, fact: &Fact) -> Row {
    Row { label, cells: fact.values.iter().take(MAX_VALUES).map(|value| cell(world, value)).collect() }
}

fn cell(world: &World, value: &Value) -> Cell {
    let title = |page: PageId| world.pages[page].title.clone();
    let two = |page, word, second| Cell {
        title: title(page),
        url: Some(url(world, page)),
        second: Some(Second { word, title: title(second), url: url(world, second) }),
    };
    match *value {
        Value::Text(ref text) => Cell { title: text.clone(), url: None, second: None },
        Value::Page(page) => Cell { title: title(page), url: Some(url(world, page)), second: None },
        Value::Role { actor, character } => two(actor, "as", character),
        Value::In(somebody, work) => two(somebody, "in", work),
    }
}
