//! Keys: words and concepts as numbers.

/// A word or concept as the index keeps it: a number that follows from its text alone (FNV-1a, 64 bits,
/// <https://datatracker.ietf.org/doc/html/draft-eastlake-fnv>), the same for ever and on every database.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key(i64);

impl Key {
    /// The key of a word.
    #[must_use]
    pub fn word(folded: &str) -> Self {
        Self::of("word", folded)
    }

    /// The key of a telephone number (E.164).
    #[must_use]
    pub fn telephone(number: &str) -> Self {
        Self::of("telephone", number)
    }

    pub(super) fn of(what: &str, text: &str) -> Self {
        const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
        const PRIME: u64 = 0x0100_0000_01b3;
        let bytes = what.bytes().chain([0]).chain(text.bytes());
        let hash = bytes.fold(OFFSET, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
        Self(hash.cast_signed())
    }

    /// As the database keeps it.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// From what the database kept.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_never_change() {
        assert_eq!(Key::word("kurs").number(), Key::of("word", "kurs").number());
        assert_ne!(Key::word("kurs"), Key::of("kind", "kurs"));
    }
}
