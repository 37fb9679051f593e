//! Identifiers: `TypeID`s, that is a type prefix and a `UUIDv7` (<https://github.com/jetify-com/typeid/tree/main/spec>).

use crate::refusal::Flaw;
use crate::time::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::str::FromStr;
use uuid::Uuid;

/// Something that has an identity of its own.
pub trait Entity {
    /// What its ids begin with, as in `offer_01h455vb4pex5vsknk084sn02q`.
    const PREFIX: &'static str;
}

/// The id of a `T`. The same thing has one id in every language and format, for ever.
pub struct Id<T> {
    uuid: Uuid,
    entity: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The id with this number.
    #[must_use]
    pub const fn from_uuid(uuid: Uuid) -> Self {
        Self { uuid, entity: PhantomData }
    }

    /// A `UUIDv7` for `now`; `random` makes it unique.
    #[must_use]
    pub fn new(now: Timestamp, random: [u8; 10]) -> Self {
        let millis = u64::try_from(now.micros() / 1000).unwrap_or_default();
        Self::from_uuid(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }

    /// A code for posters and the telephone, as in `K7Q2MD9XW`: nine letters and digits of the id's random part.
    #[must_use]
    pub fn short_code(self) -> String {
        encode(self.uuid)[17..].to_ascii_uppercase()
    }

    /// The number in it.
    #[must_use]
    pub const fn uuid(self) -> Uuid {
        self.uuid
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.uuid == other.uuid
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.uuid.cmp(&other.uuid)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.uuid.hash(state);
    }
}

impl<T: Entity> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}_{}", T::PREFIX, encode(self.uuid))
    }
}

impl<T: Entity> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl<T: Entity> FromStr for Id<T> {
    type Err = Flaw;

    fn from_str(text: &str) -> Result<Self, Flaw> {
        parse(text)
            .filter(|(prefix, _)| *prefix == T::PREFIX)
            .map(|(_, uuid)| Self::from_uuid(uuid))
            .ok_or(Flaw::NotAnId { prefix: T::PREFIX })
    }
}

impl<T: Entity> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de, T: Entity> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::custom("not an id of this type"))
    }
}

/// Splits a `TypeID` into its prefix and its number; `None` for anything else.
#[must_use]
pub fn parse(text: &str) -> Option<(&str, Uuid)> {
    let (prefix, suffix) = text.rsplit_once('_')?;
    Some((prefix, decode(suffix)?))
}

/// Crockford's base 32, lower case.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

fn encode(uuid: Uuid) -> String {
    let number = uuid.as_u128();
    (0..26).rev().map(|place| char::from(ALPHABET[((number >> (place * 5)) & 31) as usize])).collect()
}

fn decode(suffix: &str) -> Option<Uuid> {
    if suffix.len() != 26 || suffix.as_bytes()[0] > b'7' {
        return None;
    }
    let mut number = 0_u128;
    for byte in suffix.bytes() {
        let digit = ALPHABET.iter().position(|letter| *letter == byte)?;
        number = (number << 5) | digit as u128;
    }
    Some(Uuid::from_u128(number))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    struct Thing;
    impl Entity for Thing {
        const PREFIX: &'static str = "thing";
    }

    #[test]
    fn the_specification_s_example_holds() {
        let uuid: Uuid = "01890a5d-ac96-774b-bcce-b302099a8057".parse().expect("a uuid");
        assert_eq!(encode(uuid), "01h455vb4pex5vsknk084sn02q");
    }

    #[test]
    fn an_id_of_another_type_is_refused() {
        assert!("offer_01h455vb4pex5vsknk084sn02q".parse::<Id<Thing>>().is_err());
        assert!("thing_81h455vb4pex5vsknk084sn02q".parse::<Id<Thing>>().is_err(), "more than 128 bits");
    }

    proptest! {
        #[test]
        fn every_id_comes_back_from_its_text(number: u128) {
            let id = Id::<Thing>::from_uuid(Uuid::from_u128(number));
            prop_assert_eq!(id.to_string().parse::<Id<Thing>>(), Ok(id));
        }

        #[test]
        fn no_text_makes_parsing_panic(text in ".{0,40}") {
            let _ = parse(&text);
        }
    }
}
