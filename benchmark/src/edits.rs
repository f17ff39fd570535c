//! Edits pages as an editor would save them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// The pages of a wiki, edited in turn.
#[derive(Debug)]
pub(crate) struct Edits {
    pages: Vec<PathBuf>,
    content: PathBuf,
    done: usize,
}

/// A page that was just saved.
#[derive(Debug)]
pub(crate) struct Edit {
    /// Its address in the site.
    pub(crate) url: String,
    /// A word that occurs only in the new text.
    pub(crate) marker: String,
}

impl Edits {
    /// Finds the pages of a wiki of any flavour.
    ///
    /// # Errors
    ///
    /// If a folder cannot be read.
    pub(crate) fn of(root: &Path) -> io::Result<Self> {
        let content = root.join("content");
        let mut pages = Vec::new();
        for folder in ["people", "works", "characters"] {
            for entry in fs::read_dir(content.join(folder))? {
                let path = entry?.path();
                if path.file_stem().is_some_and(|name| name != "_index") {
                    pages.push(path);
                }
            }
        }
        pages.sort();
        Ok(Self { pages, content, done: 0 })
    }

    /// The page that the next edit changes.
    pub(crate) fn next_url(&self) -> String {
        let page = self.next_page();
        let path = page.strip_prefix(&self.content).expect("the pages lie in the content").with_extension("");
        format!("/{}/", path.display())
    }

    /// Adds a paragraph to the next page. Every page gets its turn, in an order unrelated to that of the file system.
    ///
    /// # Errors
    ///
    /// If the page cannot be read or written.
    pub(crate) fn save_next(&mut self) -> io::Result<Edit> {
        let edit = Edit { url: self.next_url(), marker: format!("edited{}times", self.done) };
        let page = self.next_page();
        let mut text = fs::read_to_string(page)?;
        text += &format!("\nThis paragraph was {} by hand.\n", edit.marker);
        fs::write(page, text)?;
        self.done += 1;
        Ok(edit)
    }

    fn next_page(&self) -> &Path {
        // A prime step visits all pages of every wiki whose size is not a multiple of it.
        &self.pages[self.done * 7919 % self.pages.len()]
    }
}
