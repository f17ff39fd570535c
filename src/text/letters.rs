//! Letters in place of numbers, as in lists.

/// The letters that a list with `type="a"` has in place of a number: `a` to `z`, `aa` and so on.
pub fn letters(number: usize) -> String {
    let mut letters = Vec::new();
    let mut rest = number;
    while rest > 0 {
        rest -= 1;
        letters.push(char::from(b'a' + (rest % 26) as u8));
        rest /= 26;
    }
    letters.into_iter().rev().collect()
}

#[cfg(test)]
mod tests {
    use super::letters;

    #[test]
    fn letters_continue_after_the_last_one() {
        let found: Vec<String> = [1, 26, 27, 52, 702, 703].into_iter().map(letters).collect();
        assert_eq!(found, ["a", "z", "aa", "az", "zz", "aaa"]);
    }
}
