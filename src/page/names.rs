//! The names by which links can refer to a page.

use rustc_hash::FxHashSet;

use super::{Page, Parsing, links};
use crate::text::{NameKey, fold_name};

/// All names of a page without duplicates, and the names of its folder if it is the folder's index page.
pub(super) fn of(page: &Page, path: &str, has_title: bool) -> (Vec<NameKey>, Vec<NameKey>) {
    let mut names = Bearing::default();
    if page.is_index() {
        let mut of_folder = Bearing::default();
        of_folder.ends_of(page.folder());
        of_folder.ends_of(path);
        of_folder.ends_of(&format!("{}/index", page.folder()));
        if has_title {
            names.add(&page.sort_title);
        } else {
            of_folder.add(&page.sort_title);
        }
        names.aliases(page);
        return (names.keys, of_folder.keys);
    }
    names.add(&page.sort_title);
    names.ends_of(path);
    names.aliases(page);
    (names.keys, Vec::new())
}

/// A list of names without duplicates.
#[derive(Default)]
struct Bearing {
    keys: Vec<NameKey>,
    known: FxHashSet<NameKey>,
}

impl Bearing {
    fn add(&mut self, name: &str) {
        let key = NameKey::of_folded(name);
        if !name.is_empty() && self.known.insert(key) {
            self.keys.push(key);
        }
    }

    /// Adds a path and all of its suffixes.
    fn ends_of(&mut self, path: &str) {
        self.add(&links::name_key(path));
        for (at, _) in path.match_indices('/') {
            // A leading underscore in a file name is ignored, as in the names that links use.
            self.add(&links::name_key(&path[at + 1..]));
        }
    }

    fn aliases(&mut self, page: &Page) {
        page.matter
            .aliases
            .iter()
            .for_each(|alias| self.add(&fold_name(&alias.ignoring_label(Parsing).text)));
    }
}
