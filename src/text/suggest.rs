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
        let distance = distance(&typed, &other);
        if distance < best_distance {
            best = Some(candidate);
            best_distance = distance;
        }
    }
    best
}

fn distance(left: &[char], right: &[char]) -> usize {
    let mut before = vec![0; right.len() + 1];
    let mut last: Vec<usize> = (0..=right.len()).collect();
    for (row, &l) in left.iter().enumerate() {
        let mut current = vec![row + 1];
        for (column, &r) in right.iter().enumerate() {
            let substitution = last[column] + usize::from(l != r);
            let mut cost = substitution.min(last[column + 1] + 1).min(current[column] + 1);
            if row > 0 && column > 0 && l == right[column - 1] && left[row - 1] == r {
                cost = cost.min(before[column - 1] + 1);
            }
            current.push(cost);
        }
        before = std::mem::replace(&mut last, current);
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
