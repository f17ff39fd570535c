//! "Did you mean": finds the known name nearest to a typo.
//!
//! The time per typo is bounded however many names are known: a wiki may contain as many typos as names.

use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHashMap;

/// Maximum length of a name for which another one is suggested, in characters.
const MAX_LENGTH: usize = 200;
/// Maximum number of names that a typo is compared with.
const MAX_COMPARED: usize = 300;
/// Maximum number of names with a common prefix, suffix or word that are considered.
const MAX_ALIKE: usize = 100;
/// Maximum number of names with the same words that a message lists.
const MAX_SHOWN: usize = 3;
/// Number of words of a name that are indexed.
const MAX_WORDS: usize = 4;

/// The candidate nearest to `typed` by edit distance, if it is near enough.
///
/// The distance is optimal string alignment: insertions, deletions, substitutions and swaps of neighbours. Of equally
/// near candidates the first wins; at most 300 of them are compared.
pub fn closest<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    nearest(typed, candidates.into_iter().map(|name| (name, name)))
}

/// Maximum number of choices that a message lists.
const MAX_LISTED: usize = 12;

/// The help for a name that is none of the choices: the one that may be meant, or else all of them.
pub fn choose<'c>(typed: &str, choices: impl IntoIterator<Item = &'c str, IntoIter: Clone>) -> String {
    let choices = choices.into_iter();
    closest(typed, choices.clone()).map_or_else(|| one_of(choices), did_you_mean)
}

/// The help for a name that may be meant.
pub fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// The help that lists choices.
pub fn one_of<'c>(choices: impl IntoIterator<Item = &'c str>) -> String {
    let mut choices = choices.into_iter();
    // Many faults may list the same choices, so those that are not listed are only counted.
    let listed = choices.by_ref().take(MAX_LISTED).collect::<Vec<_>>().join(", ");
    match choices.count() {
        0 => format!("use one of: {listed}"),
        1 => format!("use one of: {listed} or 1 other"),
        more => format!("use one of: {listed} or {more} others"),
    }
}

/// Like `closest`, for candidates that stand for other values.
fn nearest<'c, T>(typed: &str, candidates: impl IntoIterator<Item = (T, &'c str)>) -> Option<T> {
    let typed: Vec<char> = typed.chars().take(MAX_LENGTH + 1).flat_map(char::to_lowercase).collect();
    if typed.len() > MAX_LENGTH {
        return None;
    }
    let mut best = None;
    let mut best_distance = edits_allowed(typed.len()) + 1;
    let mut other: Vec<char> = Vec::new();
    let mut rows = Rows::default();
    for (meant, candidate) in candidates.into_iter().take(MAX_COMPARED) {
        other.clear();
        other.extend(candidate.chars().take(2 * MAX_LENGTH).flat_map(char::to_lowercase));
        if other.len().abs_diff(typed.len()) >= best_distance || differ_by_number(&typed, &other) {
            continue;
        }
        let distance = rows.distance(&typed, &other, best_distance);
        if distance < best_distance {
            best = Some(meant);
            best_distance = distance;
        }
    }
    best
}

/// True if two names differ in nothing but a number, as `season-1` and `season-5`: neither is a typo of the other. Swapped
/// digits are one.
fn differ_by_number(typed: &[char], other: &[char]) -> bool {
    let is_digit = |character: &&char| character.is_ascii_digit();
    let digits = |name: &[char]| {
        let mut digits: Vec<char> =
            name.iter().filter(is_digit).skip_while(|digit| **digit == '0').copied().collect();
        digits.sort_unstable();
        digits
    };
    let rest =
        |name: &[char]| name.iter().filter(|character| !is_digit(character)).copied().collect::<Vec<_>>();
    typed.iter().any(|character| is_digit(&character))
        && rest(typed) == rest(other)
        && digits(typed) != digits(other)
}

/// Known names, indexed to find suggestions for many typos.
///
/// If there are more than 300, a typo is compared only with names that share a prefix, a suffix or a word with it.
#[derive(Debug, Clone)]
pub struct Suggestions {
    names: Vec<(Letters, Box<str>)>,
    /// Numbers of the names by feature; empty if all names are compared.
    by_feature: FxHashMap<u64, Vec<u32>>,
}

impl Suggestions {
    /// Indexes names; they are numbered in this order.
    pub fn new<'n>(names: impl IntoIterator<Item = &'n str>) -> Self {
        let names = names.into_iter().map(|name| (Letters::of(name), Box::<str>::from(name)));
        let names: Vec<_> = names.collect();
        let mut by_feature: FxHashMap<u64, Vec<u32>> = FxHashMap::default();
        let many = (0..).zip(names.iter().filter(|_| names.len() > MAX_COMPARED));
        for (number, (_, name)) in many {
            for feature in features(name) {
                let list = by_feature.entry(feature).or_default();
                // No more names per feature are kept than are compared.
                if list.len() < MAX_ALIKE {
                    list.push(number);
                }
            }
        }
        Self { names, by_feature }
    }

    /// The name nearest to `typed`, if it is near enough.
    pub fn closest(&self, typed: &str) -> Option<&str> {
        self.closest_of(typed, |_| true).map(|number| self.name(number))
    }

    /// Some names that contain `typed` as whole words, ignoring case. As many names are compared as for a typo.
    pub fn with_words(&self, typed: &str) -> Vec<&str> {
        let words = typed.trim().to_lowercase();
        if words.chars().count() < 2 || words.chars().nth(MAX_LENGTH).is_some() {
            return Vec::new();
        }
        let has_words = |name: &&str| {
            let name = name.to_lowercase();
            let is_edge = |next: Option<char>| next.is_none_or(|character| !character.is_alphanumeric());
            name.match_indices(&words).any(|(at, _)| {
                is_edge(name[..at].chars().next_back()) && is_edge(name[at + words.len()..].chars().next())
            })
        };
        let names = self.alike(typed).into_iter().map(|number| self.name(number));
        names.filter(has_words).take(MAX_SHOWN).collect()
    }

    /// A name by its number.
    pub fn name(&self, number: u32) -> &str {
        &self.names[number as usize].1
    }

    /// The number of the nearest name among those that satisfy `fits`.
    pub fn closest_of(&self, typed: &str, fits: impl Fn(u32) -> bool) -> Option<u32> {
        if typed.chars().nth(MAX_LENGTH).is_some() {
            return None;
        }
        let (letters, edits) = (Letters::of(typed), edits_allowed(typed.chars().count()));
        let is_near = |number: &u32| self.names[*number as usize].0.may_be_near(letters, edits);
        let near = self.alike(typed).into_iter().filter(|number| is_near(number) && fits(*number));
        nearest(typed, near.map(|number| (number, self.name(number))))
    }

    /// The names to compare with, in order.
    fn alike(&self, typed: &str) -> Vec<u32> {
        if self.by_feature.is_empty() {
            return (0..self.names.len() as u32).collect();
        }
        let alike = features(typed).filter_map(|feature| self.by_feature.get(&feature));
        let mut alike: Vec<u32> = alike.flatten().copied().collect();
        alike.sort_unstable();
        alike.dedup();
        alike
    }
}

/// Features of a name, as hashes: its first letters, its last letters, and its words.
fn features(name: &str) -> impl Iterator<Item = u64> {
    fn hash(side: u8, letters: impl Iterator<Item = char>) -> u64 {
        let mut hasher = DefaultHasher::new();
        side.hash(&mut hasher);
        letters.flat_map(char::to_lowercase).for_each(|letter| letter.hash(&mut hasher));
        hasher.finish()
    }
    let ends = [hash(0, name.chars().take(3)), hash(1, name.chars().rev().take(3))];
    let words = name.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    ends.into_iter().chain(words.take(MAX_WORDS).map(|word| hash(2, word.chars().take(MAX_LENGTH))))
}

/// Character counts modulo 32, each up to 255. Names whose counts differ too much cannot be within the edit distance.
#[derive(Debug, Clone, Copy)]
struct Letters {
    counts: [u8; 32],
    length: u16,
}

impl Letters {
    fn of(name: &str) -> Self {
        let (mut counts, mut length) = ([0_u8; 32], 0);
        for character in name.chars().take(2 * MAX_LENGTH).flat_map(char::to_lowercase) {
            let count = &mut counts[character as usize % 32];
            *count = count.saturating_add(1);
            length += 1;
        }
        Self { counts, length }
    }

    /// Returns whether the counts allow so few edits. Each edit removes at most one letter and adds at most one.
    fn may_be_near(&self, other: Self, edits: usize) -> bool {
        if usize::from(self.length.abs_diff(other.length)) > edits {
            return false;
        }
        let apart: u32 = self.counts.iter().zip(&other.counts).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
        apart as usize <= 2 * edits
    }
}

/// Maximum edit distance for a name of some length.
fn edits_allowed(length: usize) -> usize {
    (length / 3).clamp(1, 4)
}

/// The last three rows of the distance matrix, reused between comparisons.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    current: Vec<usize>,
}

impl Rows {
    /// The distance, or `bound` if it is not smaller. Only cells within `bound` of the diagonal are computed.
    fn distance(&mut self, left: &[char], right: &[char], bound: usize) -> usize {
        let Self { before, last, current } = self;
        let width = right.len() + 1;
        before.clear();
        before.resize(width, bound);
        last.clear();
        last.extend((0..width).map(|column| column.min(bound)));
        current.clear();
        current.resize(width, bound);
        for (row, &l) in left.iter().enumerate() {
            let (first, end) = (row.saturating_sub(bound), right.len().min(row + bound));
            current.fill(bound);
            current[0] = (row + 1).min(bound);
            let mut least = current[0];
            for column in first..end {
                let r = right[column];
                let substitution = last[column] + usize::from(l != r);
                let mut cost = substitution.min(last[column + 1] + 1).min(current[column] + 1);
                if row > 0 && column > 0 && l == right[column - 1] && left[row - 1] == r {
                    cost = cost.min(before[column - 1] + 1);
                }
                current[column + 1] = cost.min(bound);
                least = least.min(cost);
            }
            if least >= bound {
                return bound;
            }
            std::mem::swap(before, last);
            std::mem::swap(last, current);
        }
        last[right.len()]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_similar_choice_is_suggested_or_all_are_listed() {
        assert_eq!(choose("filn", ["film", "novel"]), "did you mean `film`?");
        assert_eq!(choose("opera", ["film", "novel"]), "use one of: film, novel");
        let many: Vec<String> = (10..24).map(|number| format!("choice-{number}")).collect();
        let help = choose("opera", many.iter().map(String::as_str));
        assert!(help.ends_with("choice-20, choice-21 or 2 others"), "{help}");
    }

    #[test]
    fn typos_are_found_and_other_words_are_not() {
        assert_eq!(closest("Niel McCauley", ["Neil McCauley", "Nate"]), Some("Neil McCauley"));
        assert_eq!(closest("titel", ["tagline", "title"]), Some("title"));
        assert_eq!(closest("budget", ["title", "image"]), None);
        assert_eq!(closest("season-5", ["season-1", "season-2"]), None, "another season");
        assert_eq!(closest("thr-2071", ["thr-2016", "thr-2017"]), Some("thr-2017"));
        assert_eq!(closest("episode 1", ["episode 01"]), Some("episode 01"));
    }

    #[test]
    fn prepared_names_are_found_like_others() {
        let names = |count: usize| (0..count).map(|at| format!("Name of number {at:05}")).collect::<Vec<_>>();
        for names in [names(100), names(3_000)] {
            let known = Suggestions::new(names.iter().map(String::as_str));
            assert_eq!(known.closest("Nmae of numbr 00042"), Some("Name of number 00042"));
            assert_eq!(known.closest("Nmae of number 0043"), Some("Name of number 00043"));
            assert_eq!(known.closest("name of number 0007"), Some("Name of number 00007"));
            assert_eq!(known.closest("Something else"), None);
            assert_eq!(known.closest(&"Name of number ".repeat(1_000)), None);
            assert_ne!(known.closest_of("Name of number 00042", |number| number != 42), Some(42));
        }
    }
}
