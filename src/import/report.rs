//! The report of an import: numbers, and the pages that lost content.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::dump::Dump;
use super::expansion::Modules;
use super::fields::Parameters;
use super::pages::Pages;
use super::plan::Plan;
use super::shown::Words;
use super::write::Met;
use super::{Written, file_pages, modules};
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
    /// Numbers of pages of files that name a creator or licence, and of those whose images pages show.
    pub credits: (usize, usize),
    /// Totals over all pages.
    pub met: Met,
    /// Number of template calls in pages.
    pub calls: usize,
    /// Number of those that became front matter or components.
    pub components: usize,
    /// Calls of Lua modules.
    pub modules: Modules,
    /// Pages with content that could not be converted.
    pub unconverted: Vec<(String, Vec<String>)>,
    /// What pages show in another form than MediaWiki.
    pub changed: Vec<(String, Vec<String>)>,
    /// The words of all pages.
    pub words: Words,
    /// Totals of the parameters of infoboxes.
    pub parameters: Parameters,
    /// Pages that lost words.
    pub losses: Vec<(String, Words)>,
}

impl Report {
    /// Adds the words of a page.
    pub(super) fn add_words(&mut self, title: String, words: Words) {
        self.words.found += words.found;
        self.words.kept += words.kept;
        self.words.changed += words.changed;
        if words.changed > 0 {
            let what = format!("{} that only the front matter states", counted(words.changed, "word"));
            self.changed.push((title.clone(), vec![what]));
        }
        self.losses.extend((words.lost() > 0).then_some((title, words)));
    }

    /// Adds a converted page.
    pub(super) fn add(&mut self, page: &Written) {
        self.pages += 1;
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
        self.components += met.calls;
        self.met.components.extend(met.components);
        self.met.missing_files.extend(met.missing_files);
        if met.missing_in_galleries > 0 {
            let what =
                format!("the names of {} in galleries", counted(met.missing_in_galleries, "missing image"));
            self.changed.push((page.title.clone(), vec![what]));
        }
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
        self.table(&mut out);
        self.lists(&mut out);
        out
    }

    /// The counts of everything that was found.
    fn table(&self, out: &mut String) {
        out.push_str("\n| | found | kept | changed | lost |\n| --- | ---: | ---: | ---: | ---: |\n");
        let met = &self.met;
        let missing: BTreeSet<&String> = met.missing_files.iter().collect();
        let unsafe_names = self.unsafe_redirects.len();
        let redirects = self.aliases + self.same_redirects + unsafe_names + self.dead_redirects.len();
        let parameters = &self.parameters;
        let images = met.files + met.missing_files.len();
        let calls: usize = self.unconverted.iter().map(|(_, sources)| sources.len()).sum();
        for (name, found, kept, changed) in [
            ("pages", self.pages + self.without_text.len() + self.problems.len(), self.pages, 0),
            ("words", self.words.found, self.words.kept, self.words.changed),
            ("redirects", redirects, self.aliases, self.same_redirects + unsafe_names),
            (
                "links",
                met.links + met.unlinked,
                met.links.saturating_sub(met.lost_sections),
                met.unlinked + met.lost_sections,
            ),
            ("links to other languages", self.languages, 0, 0),
            ("category memberships", self.memberships, self.memberships, 0),
            (
                "parameters of infoboxes",
                parameters.found,
                parameters.fields + parameters.stated,
                parameters.rows,
            ),
            ("references", met.references, met.references - met.citations, met.citations),
            ("sources", self.sources, self.sources, 0),
            ("uses of images", images, met.files, met.missing_files.len()),
            ("images with a creator or licence", self.credits.0, self.credits.1, 0),
            (
                "template calls",
                self.calls + calls,
                self.components,
                self.calls.saturating_sub(self.components),
            ),
            ("calls of Lua modules", self.modules.calls, 0, self.modules.calls - self.modules.failed),
        ] {
            let lost = found.saturating_sub(kept + changed);
            let _ = writeln!(out, "| {name} | {found} | {kept} | {changed} | {lost} |");
        }
        out.push_str(
            "\nChanged are words that only the front matter states, redirects that need no alias, links that became text or lead \
             to the page instead of a section, parameters that became rows of `info:`, references that became citations, images \
             whose files are missing, and templates that became text.\n",
        );
        if self.modules.calls > 0 && !modules::ARE_RUN {
            out.push_str(
                "\nThis build of Lorekeep does not run Lua, so no call of a Lua module is converted. One with the feature \
                 `lua` does: `cargo install --locked --path . --features lua`.\n",
            );
        }
        if !missing.is_empty() {
            let _ = writeln!(out, "\n{} missing; `import-pictures.txt` lists them.", are(missing.len()));
        }
    }

    fn lists(&self, out: &mut String) {
        if !self.losses.is_empty() {
            out.push_str("\n## Pages that lost words\n\n");
            let mut losses: Vec<&(String, Words)> = self.losses.iter().collect();
            let share = |(_, words): &(String, Words)| words.lost() as f64 / words.found as f64;
            losses
                .sort_by(|one, other| share(other).total_cmp(&share(one)).then_with(|| one.0.cmp(&other.0)));
            losses.iter().for_each(|(title, words)| {
                let _ = writeln!(out, "- {title}: {} of {}", words.lost(), counted(words.found, "word"));
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
        if !self.changed.is_empty() {
            out.push_str("\n## In another form\n\n");
            let mut changed: BTreeMap<&str, Vec<String>> = BTreeMap::new();
            for (title, what) in &self.changed {
                let plain = what.iter().map(|what| what.replace(|c: char| c.is_control(), " "));
                changed.entry(title).or_default().extend(plain);
            }
            for (title, mut what) in changed {
                what.sort();
                let _ = writeln!(out, "- {title}: {}", what.join("; "));
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

    /// The creators and licences of the images that pages show.
    pub(super) fn credits(&mut self, pages: &Pages<'_>, plan: &Plan<'_>) -> Option<(String, String)> {
        let missing = self.met.missing_files.iter().map(String::as_str).collect();
        let facts = file_pages::read(pages, plan, &missing);
        self.credits = (facts.found, facts.len());
        facts.file()
    }

    /// A list of URLs from which missing images can be downloaded.
    pub(super) fn pictures(&self, dump: &Dump) -> Option<(String, String)> {
        let files = super::picture_urls::Files::of(dump)?;
        let names: BTreeSet<&String> =
            self.met.missing_files.iter().filter(|name| !name.is_empty()).collect();
        let list: String = names.iter().map(|name| files.url(name) + "\n").collect();
        (!list.is_empty()).then(|| ("import-pictures.txt".to_owned(), list))
    }
}

fn are(images: usize) -> String {
    match images {
        1 => "1 image is".to_owned(),
        images => format!("{images} images are"),
    }
}
