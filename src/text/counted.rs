//! Numbers with nouns, for the messages of the program. The site counts with the phrases of its language.

/// A number with a noun in the singular or the plural, which ends in `s`.
pub fn counted(count: usize, noun: &str) -> String {
    let ending = if count == 1 { "" } else { "s" };
    format!("{count} {noun}{ending}")
}

#[cfg(test)]
mod tests {
    use super::counted;

    #[test]
    fn one_thing_is_in_the_singular() {
        let all = [counted(0, "page"), counted(1, "page"), counted(2, "page")];
        assert_eq!(all, ["0 pages", "1 page", "2 pages"]);
    }
}
