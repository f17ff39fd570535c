//! Pseudo-random numbers: the same seed gives the same sequence on every machine.

/// A SplitMix64 generator (Steele, Lea and Flood, "Fast splittable pseudorandom number generators", 2014).
#[derive(Debug, Clone)]
pub(super) struct Random(u64);

impl Random {
    /// An independent stream of numbers for one purpose, so that no page depends on others.
    pub(super) fn stream(seed: u64, purpose: Purpose, index: usize) -> Self {
        let mut random = Self(seed ^ (purpose as u64) << 56);
        let salt = random.next();
        Self(salt ^ (index as u64).wrapping_mul(0xd134_2543_de82_ef95))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `bound`, which must not be 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        // The bias of the multiplication is under 2^-32 for the bounds used here.
        ((u128::from(self.next()) * bound as u128) >> 64) as usize
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// True in `chance` of 100 cases.
    pub(super) fn percent(&mut self, chance: usize) -> bool {
        self.below(100) < chance
    }

    /// One of several values.
    pub(super) fn pick<T: Copy>(&mut self, things: &[T]) -> T {
        things[self.below(things.len())]
    }
}

/// The purpose of a stream.
#[derive(Debug, Clone, Copy)]
pub(super) enum Purpose {
    Words,
    Names,
    Facts,
    Prose,
    Order,
    Sources,
}

/// Zipf's law: the frequency of rank r, starting at 1, is proportional to 1 / r^exponent.
#[derive(Debug, Clone)]
pub(super) struct Zipf {
    /// Cumulative share of each rank, scaled to 2^32.
    cumulative: Vec<u64>,
}

impl Zipf {
    /// The law for a number of ranks, at least one.
    pub(super) fn new(ranks: usize, exponent: f64) -> Self {
        let mut sum = 0.0;
        let sums: Vec<f64> = (1..=ranks.max(1))
            .map(|rank| {
                sum += (rank as f64).powf(-exponent);
                sum
            })
            .collect();
        Self {
            cumulative: sums.into_iter().map(|part| (part / sum * 4_294_967_296.0).round() as u64).collect(),
        }
    }

    /// A rank, starting at 0.
    pub(super) fn draw(&self, random: &mut Random) -> usize {
        let at = random.next() >> 32;
        self.cumulative.partition_point(|&share| share <= at).min(self.cumulative.len() - 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_rank_is_drawn_as_often_as_the_law_says() {
        let zipf = Zipf::new(1000, 1.0);
        let mut random = Random::stream(1, Purpose::Prose, 0);
        let first = (0..100_000).filter(|_| zipf.draw(&mut random) == 0).count();
        assert!((12_800..13_900).contains(&first), "1 / H(1000) is 13.4 %, and this is {first} of 100,000");
    }

    #[test]
    fn streams_repeat_and_differ() {
        let draw = |index| Random::stream(7, Purpose::Facts, index).next();
        assert_eq!(draw(3), draw(3));
        assert_ne!(draw(3), draw(4));
    }
}
