//! "Did you mean": the known name nearest to a mistyped one.

/// The candidate nearest to `typed` by edits of characters, if it is near enough to be meant.
///
/// Edits are insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance).
/// Of equally near candidates the first in the given order wins.
pub fn closest<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let typed: Vec<char> = typed.chars().flat_map(char::to_lowercase).collect();
    let mut best = None;
    let mut best_distance = edits_allowed(typed.len()) + 1;
    let mut other: Vec<char> = Vec::new();
    let mut rows = Rows::default();
    for candidate in candidates {
        other.clear();
        other.extend(candidate.chars().flat_map(char::to_lowercase));
        if other.len().abs_diff(typed.len()) >= best_distance {
            continue;
        }
        let distance = rows.distance(&typed, &other, best_distance);
        if distance < best_distance {
            best = Some(candidate);
            best_distance = distance;
        }
    }
    best
}

/// Most edits between a name of some length and what may be meant by it.
pub fn edits_allowed(length: usize) -> usize {
    (length / 3).clamp(1, 4)
}

/// The last three rows of a table of distances, kept from one comparison to the next.
#[derive(Default)]
struct Rows {
    before: Vec<usize>,
    last: Vec<usize>,
    current: Vec<usize>,
}

impl Rows {
    /// The distance, or `bound` when it is not less. Only cells nearer than `bound` to the diagonal can matter.
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
    fn finds_slips_and_leaves_strangers_alone() {
        assert_eq!(closest("Niel McCauley", ["Neil McCauley", "Nate"]), Some("Neil McCauley"));
        assert_eq!(closest("titel", ["tagline", "title"]), Some("title"));
        assert_eq!(closest("budget", ["title", "image"]), None);
    }
}
