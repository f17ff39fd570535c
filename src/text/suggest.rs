//! "Did you mean": the known name nearest to a mistyped one.

/// The candidate nearest to `typed` by edits of characters, if it is near enough to be meant.
///
/// Edits are insertions, deletions, substitutions and swaps of neighbours (optimal string alignment distance).
/// Of equally near candidates the first in the given order wins.
pub fn closest<'c>(typed: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let typed: Vec<char> = typed.to_lowercase().chars().collect();
    let limit = (typed.len() / 3).clamp(1, 4);
    let mut best = None;
    let mut best_distance = limit + 1;
    for candidate in candidates {
        let other: Vec<char> = candidate.to_lowercase().chars().collect();
        if other.len().abs_diff(typed.len()) >= best_distance {
            continue;
        }
        let distance = distance(&typed, &other, best_distance);
        if distance < best_distance {
            best = Some(candidate);
            best_distance = distance;
        }
    }
    best
}

/// The distance, or `bound` when it is not less. Only cells nearer than `bound` to the diagonal can matter.
fn distance(left: &[char], right: &[char], bound: usize) -> usize {
    let mut before = vec![bound; right.len() + 1];
    let mut last: Vec<usize> = (0..=right.len()).map(|column| column.min(bound)).collect();
    let mut current = vec![bound; right.len() + 1];
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
        std::mem::swap(&mut before, &mut last);
        std::mem::swap(&mut last, &mut current);
    }
    last[right.len()]
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
