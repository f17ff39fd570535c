//! Names that nothing else has.

use rustc_hash::{FxHashMap, FxHashSet};

/// The names given so far.
#[derive(Debug, Default)]
pub(super) struct Free {
    taken: FxHashSet<String>,
    /// The next number to try for each first choice, so that many equal ones take linear time.
    next: FxHashMap<String, usize>,
}

impl Free {
    /// The first of the names `spelled(1)`, `spelled(2)`, … that is free. Names are equal if their `key` is.
    pub(super) fn name(&mut self, spelled: impl Fn(usize) -> String, key: impl Fn(&str) -> String) -> String {
        let first = key(&spelled(1));
        let mut number = self.next.get(&first).copied().unwrap_or(1);
        loop {
            let name = spelled(number);
            number += 1;
            if self.taken.insert(key(&name)) {
                self.next.insert(first, number);
                return name;
            }
        }
    }

    /// The name itself, or else the name with a number after a sign.
    pub(super) fn numbered(&mut self, name: &str, sign: char) -> String {
        let spelled = |number| if number == 1 { name.to_owned() } else { format!("{name}{sign}{number}") };
        self.name(spelled, str::to_owned)
    }
}

#[cfg(test)]
mod tests {
    use super::Free;

    #[test]
    fn names_are_given_once() {
        let mut free = Free::default();
        let given = ["a", "a-2", "a", "b", "a"].map(|name| free.numbered(name, '-'));
        assert_eq!(given, ["a", "a-2", "a-3", "b", "a-4"]);
    }
}
