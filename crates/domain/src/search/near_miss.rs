//! Words that are nearly the same: one letter mistyped, another ending. A number that is nearly another one is another one.

use std::collections::BTreeSet;

fn is_number(word: &str) -> bool {
    word.bytes().all(|byte| byte.is_ascii_digit())
}

/// What is left of a word without one of its letters; of a word of at least four.
#[must_use]
pub fn shortened(word: &str) -> BTreeSet<String> {
    let letters: Vec<char> = word.chars().collect();
    if letters.len() < 4 || is_number(word) {
        return BTreeSet::new();
    }
    (0..letters.len())
        .map(|left_out| letters.iter().enumerate().filter(|(at, _)| *at != left_out).map(|(_, c)| *c).collect())
        .collect()
}

/// Whether one becomes the other by one slip: a letter more, less, another one, or two that changed places.
#[must_use]
pub fn is_slip(one: &str, other: &str) -> bool {
    if one == other || is_number(one) || is_number(other) {
        return false;
    }
    let (one, other): (Vec<char>, Vec<char>) = (one.chars().collect(), other.chars().collect());
    let (short, long) = if one.len() <= other.len() { (&one, &other) } else { (&other, &one) };
    if long.len() - short.len() > 1 {
        return false;
    }
    let same = short.iter().zip(long.iter()).take_while(|(a, b)| a == b).count();
    let (rest, longer) = (&short[same..], &long[same..]);
    if short.len() < long.len() {
        return *rest == longer[1..];
    }
    rest[1..] == longer[1..]
        || (rest.len() >= 2 && rest[0] == longer[1] && rest[1] == longer[0] && rest[2..] == longer[2..])
}

/// Whether two words differ in their endings only: most of both is the same, and at most three letters follow.
#[must_use]
pub fn is_variant(one: &str, other: &str) -> bool {
    if is_number(one) || is_number(other) {
        return false;
    }
    let same = one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count();
    let (one, other) = (one.chars().count(), other.chars().count());
    same >= 4 && one - same <= 3 && other - same <= 3 && 4 * same >= 3 * one.max(other)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn one_slip_is_forgiven_and_two_are_not() {
        for (one, other) in [("beratng", "beratung"), ("nachhilve", "nachhilfe"), ("kusr", "kurs"), ("kurss", "kurs")] {
            assert!(is_slip(one, other) && is_slip(other, one), "{one} {other}");
        }
        for (one, other) in
            [("kurs", "kurs"), ("kurs", "kunst"), ("deutsch", "deutlich"), ("ab", "ba c"), ("53721", "53712")]
        {
            assert!(!is_slip(one, other), "{one} {other}");
        }
        assert!(shortened("53721").is_empty() && !is_variant("53721", "53723"));
    }

    #[test]
    fn endings_may_differ() {
        assert!(is_variant("німецькоі", "німецька") && is_variant("kursa", "kurs"));
        assert!(!is_variant("schuldn", "schule"));
        assert!(!is_variant("kurdisch", "kurs") && !is_variant("beratung", "beraten sein"));
    }

    proptest! {
        #[test]
        fn whoever_leaves_a_letter_out_is_found(word in "[a-zа-я]{5,12}", at in 0_usize..5) {
            let slipped: String = word.chars().enumerate().filter(|(index, _)| *index != at).map(|(_, c)| c).collect();
            prop_assert!(is_slip(&word, &slipped));
            prop_assert!(shortened(&word).contains(&slipped));
        }
    }
}
