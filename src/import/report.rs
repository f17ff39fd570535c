//! The report of an import: numbers, and the pages that lost content.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use rustc_hash::FxHashMap;

use super::dump::Dump;
use super::fields::Parameters;
use super::write::Met;
use super::{Written, interwiki};
use crate::text::counted;

/// The results of an import.
#[derive(Debug, Default)]
pub struct Report {
    /// Number of pages written.
    pub pages: usize,
    /// Number of redirects converted to aliases.
    pub aliases: usize,
    /// Number of redirects that differ from another name only in case or punctuation, for which links need no alias.
    pub same_redirects: usize,
    /// Redirects with a target that is not in the dump.
    pub dead_redirects: Vec<String>,
    /// Redirects whose names cannot be addresses; links by these names still work.
    pub unsafe_redirects: Vec<String>,
    /// Pages of the dump that are missing, with the reason.
    pub problems: Vec<String>,
    /// Pages with characters that were invalid, and the number of these.
    pub replaced: Vec<(String, usize)>,
    /// Number of pages left out, by namespace.
    pub left_out: BTreeMap<String, usize>,
    /// Pages whose text is deleted or not wikitext.
    pub without_text: Vec<String>,
    /// Number of category memberships.
    pub memberships: usize,
    /// Number of links to the page in other languages, which were dropped.
    pub languages: usize,
    /// Number of sources that references lead to.
    pub sources: usize,
    /// Totals over all pages.
    pub met: Met,
    /// Pages with content that could not be converted.
    pub unconverted: Vec<(String, Vec<String>)>,
    /// Number of words in the expanded pages, and how many of them were written.
    pub words: (usize, usize),
    /// Totals of the parameters of infoboxes.
    pub parameters: Parameters,
    /// Pages that lost words, with the number of words lost and that of all words.
    pub losses: Vec<(String, usize, usize)>,
}

/// The number of words of a text, and how many of them are in another text.
pub(super) fn count_kept(before: &str, after: &str) -> (usize, usize) {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    words(after).for_each(|word| *counts.entry(word).or_default() += 1);
    let (mut all, mut found) = (0, 0);
    for word in words(before) {
        all += 1;
        if let Some(count) = counts.get_mut(word).filter(|count| **count > 0) {
            *count -= 1;
            found += 1;
        }
    }
    (all, found)
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty())
}

impl Report {
    /// Adds a converted page.
    pub(super) fn add(&mut self, page: &Written) {
        self.pages += 1;
        self.words.0 += page.words.0;
        self.words.1 += page.words.1;
        let (all, kept) = page.words;
        if kept < all {
            self.losses.push((page.title.clone(), all - kept, all));
        }
        self.parameters.found += page.parameters.found;
        self.parameters.fields += page.parameters.fields;
        self.parameters.rows += page.parameters.rows;
        self.parameters.stated += page.parameters.stated;
        let met = page.met.clone();
        self.met.links += met.links;
        self.met.unlinked += met.unlinked;
        self.met.lost_sections += met.lost_sections;
        self.met.files += met.files;
        self.met.references += met.references;
        self.met.citations += met.citations;
        self.met.components.extend(met.components);
        self.met.missing_files.extend(met.missing_files);
        if !met.unconverted.is_empty() {
            self.unconverted.push((page.title.clone(), met.unconverted));
        }
    }

    /// The report as a Markdown page.
    pub(super) fn text(&self, dump: &Dump) -> String {
        let mut out = String::from("# Import report\n\n");
        let newest = dump.pages.iter().map(|page| page.timestamp.as_str()).max().unwrap_or_default();
        let _ = writeln!(out, "The newest revision in the dump is from {newest}.");
        if let Some(damage) = &dump.damage {
            let last = dump.pages.last().map(|page| page.title.as_str()).unwrap_or_default();
            let _ = writeln!(out, "The dump is damaged: {damage}. The last complete page is {last}.");
        }
        if dump.repairs > 0 {
            let _ = writeln!(
                out,
                "Its XML is invalid in {}; these were repaired.",
                counted(dump.repairs, "place")
            );
        }
        out.push_str("\n| | found | kept |\n| --- | ---: | ---: |\n");
        let missing: BTreeSet<&String> = self.met.missing_files.iter().collect();
        let unsafe_names = self.unsafe_redirects.len();
        let redirects = self.aliases + self.same_redirects + unsafe_names + self.dead_redirects.len();
        for (name, found, kept) in [
            ("pages", self.pages + self.without_text.len(), self.pages),
            ("words", self.words.0, self.words.1),
            ("redirects", redirects, self.aliases + self.same_redirects),
            ("links", self.met.links + self.met.unlinked, self.met.links),
            ("links to sections", self.met.lost_sections, 0),
            ("links to other languages", self.languages, 0),
            ("category memberships", self.memberships, self.memberships),
            (
                "parameters of infoboxes",
                self.parameters.found,
                self.parameters.fields + self.parameters.rows + self.parameters.stated,
            ),
            ("references", self.met.references, self.met.references),
            ("references to sources", self.met.citations, self.met.citations),
            ("sources", self.sources, self.sources),
            ("uses of images", self.met.files + self.met.missing_files.len(), self.met.files),
            ("missing images", missing.len(), 0),
        ] {
            let _ = writeln!(out, "| {name} | {found} | {kept} |");
        }
        self.lists(&mut out);
        out
    }

    fn lists(&self, out: &mut String) {
        if !self.losses.is_empty() {
            out.push_str("\n## Pages that lost words\n\n");
            let mut losses: Vec<&(String, usize, usize)> = self.losses.iter().collect();
            let order = |loss: &(String, usize, usize)| loss.1 as f64 / loss.2 as f64;
            losses
                .sort_by(|one, other| order(other).total_cmp(&order(one)).then_with(|| one.0.cmp(&other.0)));
            losses.iter().for_each(|(title, lost, all)| {
                let _ = writeln!(out, "- {title}: {lost} of {}", counted(*all, "word"));
            });
        }
        if !self.unconverted.is_empty() {
            out.push_str("\n## Not converted\n\n");
            for (title, sources) in &self.unconverted {
                for source in sources.iter().take(20) {
                    let source: String =
                        source.chars().filter(|c| *c != '`' && !c.is_control()).take(200).collect();
                    let _ = writeln!(out, "- {title}: `{source}`");
                }
            }
        }
        let names = |heading: &str, names: &[String], out: &mut String| {
            if !names.is_empty() {
                let _ = writeln!(out, "\n## {heading}\n");
                names.iter().for_each(|name| {
                    let _ = writeln!(out, "- {name}");
                });
            }
        };
        names("Problems of the dump", &self.problems, out);
        let replaced: Vec<String> =
            self.replaced.iter().map(|(title, count)| format!("{title}: {count}")).collect();
        names("Invalid characters, replaced by \u{fffd}", &replaced, out);
        names("Redirects to missing pages", &self.dead_redirects, out);
        names("Redirects without an address of their own", &self.unsafe_redirects, out);
        names("Pages without wikitext", &self.without_text, out);
        if !self.left_out.is_empty() {
            out.push_str("\n## Left out\n\n");
            self.left_out.iter().for_each(|(name, count)| {
                let _ = writeln!(out, "- {name}: {}", counted(*count, "page"));
            });
        }
    }

    /// A list of URLs from which missing images can be downloaded.
    pub(super) fn pictures(&self, dump: &Dump) -> Option<(String, String)> {
        let path = dump.base.rsplit_once('/').map(|(path, _)| path)?;
        let names: BTreeSet<&String> =
            self.met.missing_files.iter().filter(|name| !name.is_empty()).collect();
        let line = |name: &&String| format!("{path}/Special:FilePath/{}\n", interwiki::encoded(name));
        let list: String = names.iter().map(line).collect();
        (!list.is_empty()).then(|| ("import-pictures.txt".to_owned(), list))
    }
}
