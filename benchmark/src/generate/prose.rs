//! The text of a page: headings, paragraphs, lists, tables, quotes, notes. The [`Dialect`] decides how links and
//! citations are written; the words are the same in every dialect.

use std::fmt::Write;

use super::random::{Purpose, Random};
use super::words::capitalised;
use super::world::{PageId, World};

/// Syntax that differs between flavours.
pub(super) trait Dialect {
    /// Writes a link.
    fn link(&self, out: &mut String, world: &World, link: &Link<'_>);

    /// Writes the citation of a source, if the flavour has citations.
    fn citation(&self, out: &mut String, source: usize);

    /// Opens a quoted block, up to the start of its first line of text.
    fn quote(&self, out: &mut String, ordinal: usize);
}

/// A link to be written.
#[derive(Debug)]
pub(super) struct Link<'l> {
    pub(super) to: PageId,
    pub(super) form: Form,
    /// Its label, if that is not the title.
    pub(super) label: &'l str,
}

/// The form of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// The page by its title.
    Title,
    /// The page, with another label.
    Label,
    /// The page, by one of its other names.
    Alias,
    /// The section that every page begins with, with a label.
    Section,
    /// The page, by its title, in a table cell.
    Cell,
}

/// Heading of the first section of every page, and its ID.
pub(super) const FIRST_HEADING: (&str, &str) = ("Background", "background");

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Sentences with placeholders. `who` may become a link.
const SENTENCES: [&str; 28] = [
    "In {year}, {who} {did} the {thing} of {things}, and the {thing} was {how}.",
    "{Who} {did} a {how} {thing} for {who} before the {thing} was {done} in {month} {year}.",
    "The {thing} had been {done} by {who}, who {did} it with {things} and with a {thing} that was not {how}.",
    "According to {who}, the {thing} {did} because it was {how}; nobody else {did} it.",
    "After the {thing}, {who} {did} the {how} {things} that {who} had left behind in {year}.",
    "\"It was never a {thing},\" said {who}. \"We {did} it, and they {did} us.\"",
    "Although the {thing} was {how}, {who} could not {do} it without the {things}.",
    "There were {number} {things} in the {how} {thing}, of which only {number} were {done}.",
    "This {how} {thing} is often {done} as the {thing} of the {things}.",
    "{Who} and {who} {did} each other's {things} until the {thing} was {done}.",
    "Its {thing} - a {thing} of {how} {things} - was {done} in the {thing}'s last year.",
    "What {who} {did} to the {thing} would *{do}* it for years, and not only in {name}.",
    "By {year} the {thing} had {done} more than {number} {things}, {doing} the {thing} at last.",
    "It is not known whether {who} {did} the {thing} or only its {things}.",
    "The {thing}, which was {how} and {how}, {did} them all.",
    "While {doing} the {things}, {who} also {did} the {thing} in {name}.",
    "Some of the {things} were {how}, but most of them {did} without the {thing}.",
    "{Who} has {done} the {thing} ever since.",
    "In the {thing} that followed, {number} {things} from {name} {did} their own {thing}.",
    "The **{how} {thing}** of {month} {year} {did} {who} and the {things} at the same time.",
    "Her {thing} was {done}, his {things} were {how}, and the {thing} {did} no more.",
    "For {who} this was the {how} {thing}; for the {things} it was the end...",
    "One {thing} after another {did} the {how} {things} of {name}, as {who} had {done} before.",
    "He {did} it in the {thing}, she {did} it in the {thing}, and {who} {did} it in both.",
    "Neither the {thing} nor the {things} of {year} could {do} what {who} {did}.",
    "The {things} of {name} are {how} to this day.",
    "When the {thing} was over, {who} {did} {number} of the {things} and went to {name}.",
    "With the {things} {done}, the {thing} between {who} and the {how} {thing} {did} by itself.",
];
const DESCRIPTIONS: [&str; 5] = [
    "The {how} {thing} that {did} the {things} of {name} from {year} to the end of the {how} {thing}.",
    "One of the {how} {things} of {name}, {done} in {year} and {how} ever since for its {thing}.",
    "A {thing} of {how} {things} and {how} {things}, first {done} in {month} {year} in {name}.",
    "Known for the {how} {thing} of {name}, for its {things}, and for a {thing} in {year}.",
    "From the {things} of {name} to the {how} {thing}: a {thing} that {did} in {year}.",
];
const HEADINGS: [&str; 12] = [
    "Early years",
    "The first {thing}",
    "{Name} and after",
    "Critical {thing}",
    "The {how} {things}",
    "Legacy",
    "Reception",
    "In other {things}",
    "What the {things} {did}",
    "Later years",
    "The {thing} of {year}",
    "Themes",
];
const COLUMNS: [&str; 4] = ["Year", "Title", "{Thing}", "Number"];

/// The text of a page.
pub(super) fn body(world: &World, id: PageId, dialect: &dyn Dialect) -> String {
    let mut random = Random::stream(world.seed, Purpose::Prose, id);
    let links = draw_links(world, id, &mut random);
    let words = random.between(430, 690);
    let pace = Pace { words, links: links.len() };
    let mut writer =
        Writer { world, id, dialect, random, out: String::with_capacity(6000), words: 0, links, pace };
    writer.page();
    writer.out
}

/// The pages that the text of a page links to.
pub(super) fn links(world: &World, id: PageId) -> Vec<PageId> {
    draw_links(world, id, &mut Random::stream(world.seed, Purpose::Prose, id))
}

/// A line about a page, without markup.
pub(super) fn description(world: &World, id: PageId) -> String {
    let mut random = Random::stream(world.seed, Purpose::Order, id + 1);
    let pattern = random.pick(&DESCRIPTIONS);
    fill(pattern, world, &mut random)
}

/// Fills the placeholders of a pattern without `who`.
pub(super) fn fill(pattern: &str, world: &World, random: &mut Random) -> String {
    let mut out = String::with_capacity(pattern.len() * 2);
    each_gap(pattern, &mut out, |out, gap| fill_gap(out, gap, world, random));
    out
}

/// Copies a pattern and calls a function for its placeholders.
fn each_gap(pattern: &str, out: &mut String, mut fill: impl FnMut(&mut String, &str)) {
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        out.push_str(before);
        let (gap, after) = after.split_once('}').expect("the patterns are constants of this file");
        fill(out, gap);
        rest = after;
    }
    out.push_str(rest);
}

fn fill_gap(out: &mut String, gap: &str, world: &World, random: &mut Random) {
    let words = &world.vocabulary;
    match gap {
        "thing" if random.percent(30) => {
            let adjective = words.adjective(random);
            out.push_str(adjective);
            out.push(' ');
            out.push_str(words.noun(random));
        }
        "thing" => out.push_str(words.noun(random)),
        "Thing" => out.push_str(&capitalised(words.noun(random))),
        "things" => out.push_str(&words.nouns(random)),
        "did" | "done" => out.push_str(&words.past(random)),
        "do" => out.push_str(words.verb(random)),
        "doing" => out.push_str(&words.present(random)),
        "how" => out.push_str(words.adjective(random)),
        "name" | "Name" => out.push_str(&capitalised(words.noun(random))),
        "year" => write_number(out, random.between(1900, 2020)),
        "number" => write_number(out, random.between(2, 900)),
        "month" => out.push_str(random.pick(&MONTHS)),
        _ => unreachable!("unknown placeholder `{gap}`"),
    }
}

fn write_number(out: &mut String, number: usize) {
    write!(out, "{number}").expect("a String takes whatever is written");
}

/// About twelve different pages.
fn draw_links(world: &World, id: PageId, random: &mut Random) -> Vec<PageId> {
    let wanted = random.between(8, 16).min(world.pages.len() - 1);
    let mut links = Vec::with_capacity(wanted);
    // A small wiki may have too few pages for the draw to find enough different ones.
    for _ in 0..wanted * 4 {
        let page = world.popular_page(random);
        if links.len() < wanted && page != id && !links.contains(&page) {
            links.push(page);
        }
    }
    links
}

struct Writer<'w> {
    world: &'w World,
    id: PageId,
    dialect: &'w dyn Dialect,
    random: Random,
    out: String,
    /// Approximate number of words so far.
    words: usize,
    /// Links that are still to be written, last first.
    links: Vec<PageId>,
    pace: Pace,
}

/// The final size of a page.
struct Pace {
    words: usize,
    links: usize,
}

impl Writer<'_> {
    fn page(&mut self) {
        let sections = self.random.between(3, 6);
        let has_note = self.id % 10 == 3;
        self.paragraph(has_note);
        for section in 0..sections {
            self.heading(section);
            let end = self.pace.words * (section + 1) / sections;
            while self.words < end {
                self.paragraph(false);
            }
            if section == 1 {
                self.extra_block();
            }
        }
        self.see_also();
        if has_note {
            self.out.push_str("[^1]: ");
            self.sentence();
            self.out.push('\n');
        }
    }

    fn heading(&mut self, section: usize) {
        let title = match section {
            0 => FIRST_HEADING.0.to_owned(),
            _ => fill(HEADINGS[(self.id + section * 5) % HEADINGS.len()], self.world, &mut self.random),
        };
        self.out.push_str(if section > 1 && self.random.percent(25) { "### " } else { "## " });
        self.out.push_str(&title);
        self.out.push_str("\n\n");
    }

    /// A table, a list or a quote, if the page has one.
    fn extra_block(&mut self) {
        match self.id % 12 {
            0 | 4 | 8 => self.table(),
            2 | 6 => self.list(),
            9 => {
                self.dialect.quote(&mut self.out, self.id / 12);
                self.sentence();
                self.out.push_str("\n\n");
            }
            _ => {}
        }
    }

    fn paragraph(&mut self, with_note: bool) {
        let sentences = self.random.between(3, 6);
        for sentence in 0..sentences {
            if sentence > 0 {
                self.out.push(' ');
            }
            self.sentence();
            if with_note && sentence == 0 {
                self.out.push_str("[^1]");
            }
        }
        self.cite();
        self.out.push_str("\n\n");
    }

    fn sentence(&mut self) {
        let pattern = self.random.pick(&SENTENCES);
        self.words += pattern.split(' ').count() + 3;
        let mut out = std::mem::take(&mut self.out);
        each_gap(pattern, &mut out, |out, gap| match gap {
            "who" | "Who" => self.who(out, gap == "Who"),
            _ => fill_gap(out, gap, self.world, &mut self.random),
        });
        self.out = out;
    }

    /// A link, or the name of a person without a page.
    fn who(&mut self, out: &mut String, starts_sentence: bool) {
        let due = self.pace.links * (self.words + 20) / self.pace.words;
        let written = self.pace.links - self.links.len();
        if written < due
            && let Some(to) = self.links.pop()
        {
            self.link(out, to);
            return;
        }
        out.push_str(if starts_sentence { "The " } else { "the " });
        fill_gap(out, "thing", self.world, &mut self.random);
    }

    fn link(&mut self, out: &mut String, to: PageId) {
        let form = match self.random.below(100) {
            0..60 => Form::Title,
            60..80 => Form::Label,
            80..90 if self.world.pages[to].alias.is_some() => Form::Alias,
            80..95 => Form::Section,
            _ => Form::Title,
        };
        let label = format!("the {}", self.world.vocabulary.noun(&mut self.random));
        self.dialect.link(out, self.world, &Link { to, form, label: &label });
    }

    fn cite(&mut self) {
        // One source is fixed per page, so that none remains uncited.
        let source = match self.random.below(10) {
            0..2 => self.id % self.world.sources,
            2..5 => self.random.below(self.world.sources),
            _ => return,
        };
        self.dialect.citation(&mut self.out, source);
    }

    /// The links for which the text had no room.
    fn see_also(&mut self) {
        if self.links.is_empty() {
            return;
        }
        let mut out = std::mem::take(&mut self.out);
        out.push_str("## See also\n\n");
        while let Some(to) = self.links.pop() {
            out.push_str("- ");
            self.link(&mut out, to);
            out.push('\n');
        }
        out.push('\n');
        self.out = out;
    }

    fn list(&mut self) {
        for _ in 0..self.random.between(3, 6) {
            self.out.push_str("- ");
            self.sentence();
            self.out.push('\n');
        }
        self.out.push('\n');
    }

    fn table(&mut self) {
        let head: Vec<String> = COLUMNS.iter().map(|cell| fill(cell, self.world, &mut self.random)).collect();
        writeln!(self.out, "| {} |\n|---|---|---|---:|", head.join(" | "))
            .expect("a String takes whatever is written");
        for _ in 0..self.random.between(4, 9) {
            let row = fill("| {year} | ", self.world, &mut self.random);
            self.out.push_str(&row);
            match self.links.pop() {
                Some(to) if self.random.percent(50) => {
                    let link = Link { to, form: Form::Cell, label: "" };
                    self.dialect.link(&mut self.out, self.world, &link);
                }
                left => {
                    self.links.extend(left);
                    self.out.push_str(&fill("The {thing}", self.world, &mut self.random));
                }
            }
            let row = fill(" | {how} {things} | {number} |\n", self.world, &mut self.random);
            self.out.push_str(&row);
            self.words += 8;
        }
        self.out.push('\n');
    }
}
