//! Made-up words that look like English.

use std::collections::BTreeSet;

use super::random::{Purpose, Random, Zipf};

const SYLLABLES: [&str; 104] = [
    "al", "ar", "ba", "bel", "ber", "bram", "bri", "cal", "can", "car", "cas", "cor", "dal", "dar", "del",
    "den", "der", "dor", "el", "en", "er", "fal", "far", "fen", "for", "gal", "gar", "gen", "gra", "hal",
    "ham", "har", "hol", "in", "is", "ka", "kel", "ken", "kor", "lan", "lar", "len", "lin", "lo", "lor",
    "ma", "mal", "mar", "mel", "men", "mer", "mi", "mon", "mor", "na", "nel", "nor", "ol", "on", "or", "pal",
    "par", "pel", "per", "por", "ra", "ral", "ran", "rel", "ren", "ri", "rin", "ro", "ron", "sal", "san",
    "sel", "sen", "ser", "sol", "son", "sta", "stel", "tal", "tan", "tar", "tel", "ten", "ter", "tor", "tra",
    "ul", "un", "ur", "va", "val", "var", "vel", "ven", "ver", "vin", "wal", "wel", "win",
];
const NOUN_ENDINGS: [&str; 9] = ["", "", "er", "ation", "ment", "ness", "age", "ity", "ance"];
const ADJECTIVE_ENDINGS: [&str; 8] = ["al", "ous", "ive", "y", "ic", "less", "ful", "able"];
/// Number of short words at the head of each list, as frequent words tend to be short.
const SHORT: usize = 100;

/// All words used in prose, each kind sorted by frequency.
#[derive(Debug)]
pub(super) struct Vocabulary {
    nouns: Words,
    verbs: Words,
    adjectives: Words,
}

#[derive(Debug)]
struct Words {
    list: Vec<String>,
    law: Zipf,
}

impl Vocabulary {
    /// The vocabulary for a seed: 20,000 words, of which 40 make up half of all uses.
    pub(super) fn new(seed: u64) -> Self {
        Self {
            nouns: Words::new(seed, 0, 10_000, &NOUN_ENDINGS),
            verbs: Words::new(seed, 1, 4_000, &[""]),
            adjectives: Words::new(seed, 2, 6_000, &ADJECTIVE_ENDINGS),
        }
    }

    /// A noun in the singular.
    pub(super) fn noun(&self, random: &mut Random) -> &str {
        self.nouns.draw(random)
    }

    /// A noun in the plural.
    pub(super) fn nouns(&self, random: &mut Random) -> String {
        plural(self.nouns.draw(random))
    }

    /// A verb as in "to verb".
    pub(super) fn verb(&self, random: &mut Random) -> &str {
        self.verbs.draw(random)
    }

    /// A verb in the past tense.
    pub(super) fn past(&self, random: &mut Random) -> String {
        let verb = self.verbs.draw(random);
        if verb.ends_with('e') { format!("{verb}d") } else { format!("{verb}ed") }
    }

    /// A verb as in "being verbed by".
    pub(super) fn present(&self, random: &mut Random) -> String {
        format!("{}ing", self.verbs.draw(random).trim_end_matches('e'))
    }

    /// An adjective.
    pub(super) fn adjective(&self, random: &mut Random) -> &str {
        self.adjectives.draw(random)
    }
}

impl Words {
    fn new(seed: u64, kind: usize, size: usize, endings: &[&str]) -> Self {
        let mut random = Random::stream(seed, Purpose::Words, kind);
        let mut seen = BTreeSet::new();
        let mut list = Vec::with_capacity(size);
        while list.len() < size {
            let short = list.len() < SHORT;
            let syllables = if short { 2 } else { random.between(2, 3) };
            let ending = if short { "" } else { random.pick(endings) };
            let word = format!("{}{ending}", stem(&mut random, syllables));
            if seen.insert(word.clone()) {
                list.push(word);
            }
        }
        Self { list, law: Zipf::new(size, 1.0) }
    }

    fn draw(&self, random: &mut Random) -> &str {
        &self.list[self.law.draw(random)]
    }
}

/// A capitalized name of a person, a place or a thing.
pub(super) fn name(random: &mut Random) -> String {
    let syllables = random.between(2, 3);
    capitalised(&stem(random, syllables))
}

/// The plural of a noun.
pub(super) fn plural(noun: &str) -> String {
    match noun.as_bytes() {
        [.., b's' | b'x'] | [.., b'c' | b's', b'h'] => format!("{noun}es"),
        [start @ .., before, b'y'] if !b"aeiou".contains(before) => {
            format!("{}ies", &noun[..start.len() + 1])
        }
        _ => format!("{noun}s"),
    }
}

/// A word with an initial capital.
pub(super) fn capitalised(word: &str) -> String {
    let mut characters = word.chars();
    characters.next().map(|first| first.to_uppercase().chain(characters).collect()).unwrap_or_default()
}

fn stem(random: &mut Random, syllables: usize) -> String {
    (0..syllables).map(|_| random.pick(&SYLLABLES)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plurals_follow_the_rules_of_spelling() {
        let words = ["harrow", "box", "clash", "city", "day"].map(plural);
        assert_eq!(words, ["harrows", "boxes", "clashes", "cities", "days"]);
    }
}
