//! Chance that is the same each time.

/// A stream of numbers that look random (SplitMix64, <https://prng.di.unimi.it/splitmix64.c>).
pub(super) struct Chance(u64);

impl Chance {
    /// The stream with this number.
    pub(super) const fn of(number: u64) -> Self {
        Self(number.wrapping_mul(0x9e37_79b9_7f4a_7c15))
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below `end`.
    pub(super) fn below(&mut self, end: u64) -> u64 {
        self.next() % end.max(1)
    }

    /// Whether something happens that happens so many times in a hundred.
    pub(super) fn percent(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// One of these.
    pub(super) fn one_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        let length = u64::try_from(list.len()).unwrap_or(1);
        &list[usize::try_from(self.below(length)).unwrap_or_default()]
    }

    /// One of these, the first most often: each half as often as the one before it, and any of them now and then.
    pub(super) fn early_of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        if self.percent(25) {
            return self.one_of(list);
        }
        let halvings = usize::try_from(self.next().trailing_zeros()).unwrap_or_default();
        &list[halvings.min(list.len() - 1)]
    }

    /// From -1 to 1.
    pub(super) fn around_zero(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "a thousand steps are enough")]
        let share = self.below(2001) as f64 / 1000.0;
        share - 1.0
    }
}
