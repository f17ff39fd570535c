//! The content of a synthetic wiki: its pages with their names, facts and categories, independent of any syntax.

use std::collections::BTreeSet;

use super::random::{Purpose, Random, Zipf};
use super::words::{self, Vocabulary};

/// Index of a page.
pub(super) type PageId = usize;

/// A wiki, independent of the generator.
#[derive(Debug)]
pub(super) struct World {
    pub(super) seed: u64,
    pub(super) pages: Vec<Page>,
    pub(super) categories: Vec<String>,
    /// Number of sources.
    pub(super) sources: usize,
    pub(super) vocabulary: Vocabulary,
    /// All pages, most linked first.
    popular: Vec<PageId>,
    popularity: Zipf,
    /// The pages of each kind, best known first.
    known: [Vec<PageId>; 3],
    fame: [Zipf; 3],
    /// For each page, the statements of other pages about it.
    inverse: Vec<Vec<Fact>>,
}

/// A page.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) kind: Kind,
    pub(super) title: String,
    /// Name of its file and last segment of its URL.
    pub(super) slug: String,
    /// Another name, with its slug.
    pub(super) alias: Option<(String, String)>,
    /// Indices of categories.
    pub(super) categories: [usize; 2],
    /// Year, month, day.
    pub(super) date: (usize, usize, usize),
}

/// The types of pages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Person,
    Work,
    Character,
}

impl Kind {
    pub(super) const ALL: [Self; 3] = [Self::Person, Self::Work, Self::Character];

    /// Folder of its pages.
    pub(super) const fn folder(self) -> &'static str {
        match self {
            Self::Person => "people",
            Self::Work => "works",
            Self::Character => "characters",
        }
    }

    /// Plural label for readers.
    pub(super) const fn label(self) -> &'static str {
        match self {
            Self::Person => "People",
            Self::Work => "Works",
            Self::Character => "Characters",
        }
    }
}

/// A field of a page with its value.
#[derive(Debug, Clone)]
pub(super) struct Fact {
    pub(super) field: &'static Field,
    pub(super) values: Vec<Value>,
}

/// A field as declared in the `site.toml` of the Lorekeep flavours.
#[derive(Debug)]
pub(super) struct Field {
    pub(super) key: &'static str,
    pub(super) label: &'static str,
    /// Its name on the page at the other end.
    pub(super) inverse: &'static str,
}

/// A single value.
#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Page(PageId),
    /// A role and its actor.
    Role {
        actor: PageId,
        character: PageId,
    },
    /// One end of a role, as seen from the other.
    In(PageId, PageId),
}

const fn field(key: &'static str, label: &'static str, inverse: &'static str) -> Field {
    Field { key, label, inverse }
}

static RELEASED: Field = field("released", "Released", "");
static DIRECTED_BY: Field = field("directed_by", "Directed by", "Directed");
static WRITTEN_BY: Field = field("written_by", "Written by", "Wrote");
static BASED_ON: Field = field("based_on", "Based on", "Basis of");
static RUNNING_TIME: Field = field("running_time", "Running time", "");
static CAST: Field = field("cast", "Cast", "");
static ROLES: Field = field("roles", "Roles", "");
static PLAYED_BY: Field = field("played_by", "Played by", "");
static BORN: Field = field("born", "Born", "");
static OCCUPATION: Field = field("occupation", "Occupation", "");
static MENTOR: Field = field("mentor", "Mentor", "Students");
static FIRST_APPEARANCE: Field = field("first_appearance", "First appearance", "Introduces");
static RIVAL: Field = field("rival", "Rival", "Rival of");
const OCCUPATIONS: [&str; 8] =
    ["Actor", "Director", "Writer", "Producer", "Composer", "Editor", "Painter", "Singer"];

impl World {
    /// Generates a wiki with a number of pages.
    pub(super) fn new(pages: usize, seed: u64) -> Self {
        let categories = (pages / 250).max(8);
        let named = named_pages(pages, seed, categories);
        let mut order: Vec<PageId> = (0..named.len()).collect();
        shuffle(&mut order, seed);
        let known: [Vec<PageId>; 3] =
            Kind::ALL.map(|kind| order.iter().copied().filter(|&id| named[id].kind == kind).collect());
        let mut world = Self {
            seed,
            categories: category_names(categories, seed),
            sources: (pages / 50).max(1),
            vocabulary: Vocabulary::new(seed),
            popularity: Zipf::new(named.len(), 0.8),
            popular: order,
            fame: Kind::ALL.map(|kind| Zipf::new(known[kind as usize].len(), 0.5)),
            known,
            inverse: vec![Vec::new(); named.len()],
            pages: named,
        };
        world.inverse = world.seen_from_the_other_end();
        world
    }

    /// All pages, most linked first.
    pub(super) fn most_linked(&self) -> &[PageId] {
        &self.popular
    }

    /// A page that others are likely to link to.
    pub(super) fn popular_page(&self, random: &mut Random) -> PageId {
        self.popular[self.popularity.draw(random)]
    }

    /// The statements of a page about itself.
    pub(super) fn facts(&self, id: PageId) -> Vec<Fact> {
        let mut random = Random::stream(self.seed, Purpose::Facts, id);
        let random = &mut random;
        match self.pages[id].kind {
            Kind::Person => self.facts_of_person(id, random),
            Kind::Work => self.facts_of_work(id, random),
            Kind::Character => self.facts_of_character(id, random),
        }
    }

    /// The statements of other pages about a page.
    pub(super) fn inverse_facts(&self, id: PageId) -> &[Fact] {
        &self.inverse[id]
    }

    fn facts_of_person(&self, id: PageId, random: &mut Random) -> Vec<Fact> {
        let born = format!(
            "{}-{:02}-{:02}",
            random.between(1900, 1990),
            random.between(1, 12),
            random.between(1, 28)
        );
        let occupation = Value::Text(random.pick(&OCCUPATIONS).to_owned());
        let mut facts = vec![fact(&BORN, vec![Value::Text(born)]), fact(&OCCUPATION, vec![occupation])];
        if random.percent(25) {
            facts.extend(self.one(&MENTOR, Kind::Person, id, random));
        }
        facts
    }

    fn facts_of_work(&self, id: PageId, random: &mut Random) -> Vec<Fact> {
        let released = random.between(1920, 2020).to_string();
        let minutes = random.between(70, 190).to_string();
        let mut facts = vec![
            fact(&RELEASED, vec![Value::Text(released)]),
            fact(&RUNNING_TIME, vec![Value::Text(minutes)]),
        ];
        facts.extend(self.one(&DIRECTED_BY, Kind::Person, id, random));
        facts.extend(self.one(&WRITTEN_BY, Kind::Person, id, random));
        if random.percent(30) {
            facts.extend(self.one(&BASED_ON, Kind::Work, id, random));
        }
        let mut characters = BTreeSet::new();
        let mut cast = Vec::new();
        for _ in 0..random.between(3, 6) {
            let roles = (self.somebody(Kind::Person, random), self.somebody(Kind::Character, random));
            if let (Some(actor), Some(character)) = roles
                && characters.insert(character)
            {
                cast.push(Value::Role { actor, character });
            }
        }
        facts.push(fact(&CAST, cast));
        facts
    }

    fn facts_of_character(&self, id: PageId, random: &mut Random) -> Vec<Fact> {
        let mut facts: Vec<Fact> = self.one(&FIRST_APPEARANCE, Kind::Work, id, random).into_iter().collect();
        if random.percent(30) {
            facts.extend(self.one(&RIVAL, Kind::Character, id, random));
        }
        facts
    }

    fn one(&self, field: &'static Field, kind: Kind, but: PageId, random: &mut Random) -> Option<Fact> {
        let page = self.somebody(kind, random).filter(|&page| page != but)?;
        Some(fact(field, vec![Value::Page(page)]))
    }

    fn somebody(&self, kind: Kind, random: &mut Random) -> Option<PageId> {
        self.known[kind as usize].get(self.fame[kind as usize].draw(random)).copied()
    }

    fn seen_from_the_other_end(&self) -> Vec<Vec<Fact>> {
        let mut inverse = vec![Vec::new(); self.pages.len()];
        for id in 0..self.pages.len() {
            for fact in self.facts(id) {
                for value in fact.values {
                    match value {
                        Value::Page(page) => add(&mut inverse[page], fact.field, Value::Page(id)),
                        Value::Role { actor, character } => {
                            add(&mut inverse[actor], &ROLES, Value::In(character, id));
                            add(&mut inverse[character], &PLAYED_BY, Value::In(actor, id));
                        }
                        Value::Text(_) | Value::In(..) => {}
                    }
                }
            }
        }
        inverse
    }
}

fn fact(field: &'static Field, values: Vec<Value>) -> Fact {
    Fact { field, values }
}

fn add(facts: &mut Vec<Fact>, field: &'static Field, value: Value) {
    match facts.iter_mut().find(|fact| std::ptr::eq(fact.field, field)) {
        Some(fact) => fact.values.push(value),
        None => facts.push(fact(field, vec![value])),
    }
}

fn named_pages(count: usize, seed: u64, categories: usize) -> Vec<Page> {
    let law = Zipf::new(categories, 0.6);
    let mut taken = BTreeSet::new();
    let mut page = |id: PageId| {
        let mut random = Random::stream(seed, Purpose::Names, id);
        let kind = match id % 20 {
            0..8 => Kind::Person,
            8..13 => Kind::Work,
            _ => Kind::Character,
        };
        let (title, slug) = new_title(kind, &mut random, &mut taken);
        let alias = id.is_multiple_of(10).then(|| new_title(kind, &mut random, &mut taken));
        let first = law.draw(&mut random);
        let second = (first + random.between(1, categories - 1)) % categories;
        let date = (random.between(2015, 2025), random.between(1, 12), random.between(1, 28));
        Page { kind, title, slug, alias, categories: [first, second], date }
    };
    (0..count).map(&mut page).collect()
}

/// An unused title, with its slug.
fn new_title(kind: Kind, random: &mut Random, taken: &mut BTreeSet<String>) -> (String, String) {
    loop {
        let title = match kind {
            Kind::Work if random.percent(50) => {
                format!("The {} {}", words::name(random), words::name(random))
            }
            Kind::Work => format!("{} of {}", words::name(random), words::name(random)),
            Kind::Person | Kind::Character => format!("{} {}", words::name(random), words::name(random)),
        };
        let slug = slug(&title);
        if taken.insert(slug.clone()) {
            return (title, slug);
        }
    }
}

fn category_names(count: usize, seed: u64) -> Vec<String> {
    let mut random = Random::stream(seed, Purpose::Names, usize::MAX);
    let mut taken = BTreeSet::new();
    let mut names = Vec::with_capacity(count);
    while names.len() < count {
        let name = format!(
            "{} {}",
            words::name(&mut random),
            words::plural(&words::name(&mut random)).to_lowercase()
        );
        if taken.insert(slug(&name)) {
            names.push(name);
        }
    }
    names
}

/// The slug of a name made of ASCII letters and spaces.
pub(super) fn slug(name: &str) -> String {
    name.to_ascii_lowercase().replace(' ', "-")
}

fn shuffle(order: &mut [PageId], seed: u64) {
    let mut random = Random::stream(seed, Purpose::Order, 0);
    for at in (1..order.len()).rev() {
        order.swap(at, random.below(at + 1));
    }
}
