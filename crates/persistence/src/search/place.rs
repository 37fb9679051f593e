//! Where a posting stands in the list of its key: by class, then the newest document first, as one number.

use domain::search::Class;

const BITS: u32 = 36;
/// The bits of a place that say the document, turned round.
pub(super) const DOCUMENT: i64 = (1 << BITS) - 1;

/// The place of a document's posting.
pub(super) const fn place(class: Class, document: i64) -> i64 {
    ((class as i64) << BITS) | (DOCUMENT - document)
}

/// Before all places of a class.
pub(super) const fn first(class: Class) -> i64 {
    (class as i64) << BITS
}

/// All places a document's postings of one key can have.
pub(super) fn places(document: i64) -> impl Iterator<Item = i64> {
    (0..=u8::MAX).map_while(Class::from_number).map(move |class| place(class, document))
}

/// Class and document of a place.
pub(super) fn read(place: i64) -> Option<(Class, i64)> {
    let class = u8::try_from(place >> BITS).ok().and_then(Class::from_number)?;
    Some((class, DOCUMENT - (place & DOCUMENT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_most_telling_class_comes_first_then_the_newest() {
        let ordered = [(Class::Name, 9), (Class::Name, 1), (Class::Title, 8), (Class::Description, 9)];
        let numbers: Vec<_> = ordered.iter().map(|(class, document)| place(*class, *document)).collect();
        assert!(numbers.is_sorted());
        assert_eq!(numbers.iter().filter_map(|number| read(*number)).collect::<Vec<_>>(), ordered);
        assert_eq!(places(7).count(), 6);
    }
}
