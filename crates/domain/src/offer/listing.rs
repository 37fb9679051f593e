//! What an offer is found by. All of it follows from the offer and its organisation; it is computed here, kept beside the
//! offer, and computed anew whenever one of the two changes.

use super::parts::{Accessibility, Gender, Mode, OfferAccess, TargetGroup};
use super::{Offer, OfferContent};
use crate::id::Id;
use crate::language::LanguageTag;
use crate::organisation::OrganisationContent;
use crate::place::{MunicipalityKey, Place, Point};
use crate::schedule::Weekday;
use crate::text::sort_key;
use crate::time::Timestamp;
use std::collections::BTreeSet;

/// Stands for everywhere among the areas of an offer.
pub const EVERYWHERE: &str = "*";

/// What an offer is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// Keys of the municipalities it has a place in or reaches, and of their counties; or [`EVERYWHERE`] alone, if it is
    /// online for everybody.
    pub areas: BTreeSet<String>,
    /// Languages it is given in.
    pub delivery_languages: BTreeSet<LanguageTag>,
    /// Languages its title is written in.
    pub text_languages: BTreeSet<LanguageTag>,
    /// Where it happens, as outsiders may know: a hidden place counts as the middle of its municipality.
    pub points: BTreeSet<Point>,
    /// What it has of the closed sets people filter by.
    pub traits: Traits,
    /// When it becomes due to be confirmed.
    pub due_at: Timestamp,
    /// When it is stale.
    pub stale_at: Timestamp,
    /// By what it is sorted: the title in its primary language.
    pub sort_key: Vec<u8>,
}

/// Members of closed sets, one bit each; a set of them is one number that both databases can filter by.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Traits(i64);

/// One such member.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Trait {
    /// How it reaches people.
    Mode(Mode),
    /// A gender it is for.
    Gender(Gender),
    /// It is for all genders.
    AnyGender,
    /// A group it is for.
    TargetGroup(TargetGroup),
    /// It is for everyone.
    AnyTargetGroup,
    /// A day of the week on which it happens.
    Weekday(Weekday),
    /// What makes it, or every place where it happens, accessible.
    Accessibility(Accessibility),
    /// How one gets in.
    Access(OfferAccess),
    /// It is said to be free of charge.
    Free,
    /// Children are looked after.
    Childcare,
}

impl Trait {
    /// Which bit. The numbers are kept in databases: they never change, new members get new ones (a test holds them).
    #[must_use]
    pub const fn bit(self) -> u32 {
        match self {
            Self::Mode(mode) => mode as u32,
            Self::Gender(gender) => 8 + gender as u32,
            Self::AnyGender => 15,
            Self::TargetGroup(group) => 16 + group as u32,
            Self::AnyTargetGroup => 31,
            Self::Weekday(day) => 32 + day as u32,
            Self::Accessibility(entry) => 40 + entry as u32,
            Self::Access(access) => 48 + access as u32,
            Self::Free => 56,
            Self::Childcare => 57,
        }
    }
}

impl Traits {
    /// As the database keeps them.
    #[must_use]
    pub const fn number(self) -> i64 {
        self.0
    }

    /// From what the database kept.
    #[must_use]
    pub const fn from_number(number: i64) -> Self {
        Self(number)
    }

    /// Whether one is among them.
    #[must_use]
    pub const fn has(self, member: Trait) -> bool {
        self.0 & (1 << member.bit()) != 0
    }
}

impl FromIterator<Trait> for Traits {
    fn from_iter<I: IntoIterator<Item = Trait>>(members: I) -> Self {
        Self(members.into_iter().fold(0, |bits, member| bits | (1 << member.bit())))
    }
}

impl OfferContent {
    fn traits(&self, places: &[Place]) -> Traits {
        let (genders, groups): (&[Gender], &[TargetGroup]) =
            self.audience.as_ref().map_or((&[], &[]), |audience| (&audience.genders, &audience.target_groups));
        let everywhere_accessible = |entry: &Accessibility| {
            !places.is_empty() && places.iter().all(|place| place.accessibility.contains(entry))
        };
        let accessible = Accessibility::ALL
            .iter()
            .filter(|entry| self.accessibility.contains(entry) || everywhere_accessible(entry));
        let flags = [
            (genders.is_empty(), Trait::AnyGender),
            (groups.is_empty(), Trait::AnyTargetGroup),
            (self.cost.as_ref().is_some_and(|cost| cost.is_free), Trait::Free),
            (self.has_childcare, Trait::Childcare),
        ];
        let mut members: Vec<Trait> = flags.into_iter().filter(|(has, _)| *has).map(|(_, member)| member).collect();
        members.extend(self.modes.iter().copied().map(Trait::Mode));
        members.extend(genders.iter().copied().map(Trait::Gender));
        members.extend(groups.iter().copied().map(Trait::TargetGroup));
        members.extend(self.schedules.iter().flat_map(|schedule| schedule.weekdays()).map(Trait::Weekday));
        members.extend(accessible.copied().map(Trait::Accessibility));
        members.extend(self.access.map(Trait::Access));
        members.into_iter().collect()
    }

    /// The places where it happens, those that there are, as outsiders see them: nothing it is found by tells more. Of an
    /// organisation that has not claimed its entry they see the municipality of its seat alone.
    fn places_of(&self, organisation: &OrganisationContent, is_unclaimed: bool) -> Vec<Place> {
        let find = |id: &Id<Place>| organisation.places.iter().find(|place| place.id == *id);
        let found = self.places.iter().filter_map(find);
        if is_unclaimed {
            return found.map(|place| Place::somewhere_in(place.id, organisation.municipality.clone())).collect();
        }
        found.map(Place::for_outsiders).collect()
    }

    fn areas(&self, places: &[Place]) -> BTreeSet<String> {
        if self.modes.contains(&Mode::Online) && self.area.is_empty() {
            return BTreeSet::from([EVERYWHERE.to_owned()]);
        }
        let keys = places.iter().map(|place| &place.municipality).chain(&self.area);
        let with_county = |key: &MunicipalityKey| [key.as_str().to_owned(), key.county().to_owned()];
        keys.flat_map(with_county).collect()
    }
}

impl Offer {
    /// What it is found by, at an organisation with this profile.
    #[must_use]
    pub fn listing(&self, organisation: &OrganisationContent) -> Listing {
        let content = &self.content;
        let places = content.places_of(organisation, self.organisation.status.is_unclaimed());
        let (due_at, stale_at) = self.due_and_stale();
        let title = content.title.get(&content.primary_language);
        Listing {
            areas: content.areas(&places),
            delivery_languages: content.delivery_languages.iter().map(|delivery| delivery.language.clone()).collect(),
            text_languages: content.title.iter().map(|(language, _)| language.clone()).collect(),
            points: places.iter().map(|place| place.located().0).collect(),
            traits: content.traits(&places),
            due_at,
            stale_at,
            sort_key: title.map_or_else(Vec::new, |title| sort_key(&title.value)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    fn all() -> Vec<Trait> {
        let mut all: Vec<Trait> = Mode::ALL.iter().copied().map(Trait::Mode).collect();
        all.extend(Gender::ALL.iter().copied().map(Trait::Gender));
        all.push(Trait::AnyGender);
        all.extend(TargetGroup::ALL.iter().copied().map(Trait::TargetGroup));
        all.push(Trait::AnyTargetGroup);
        all.extend(Weekday::ALL.iter().copied().map(Trait::Weekday));
        all.extend(Accessibility::ALL.iter().copied().map(Trait::Accessibility));
        all.extend(OfferAccess::ALL.iter().copied().map(Trait::Access));
        all.extend([Trait::Free, Trait::Childcare]);
        all
    }

    #[test]
    fn each_trait_has_a_bit_of_its_own_and_keeps_it() {
        let mut table = String::from(
            "The bits of what offers are filtered by, as databases keep them. Generated by a test; never renumber.\n\n",
        );
        for member in all() {
            writeln!(table, "{:>2} {member:?}", member.bit()).expect("a string takes everything");
            let others = all().into_iter().filter(|other| *other != member);
            assert!(!others.collect::<Traits>().has(member), "{member:?} shares its bit");
            assert!(Traits::from_iter([member]).number() > 0);
        }
        crate::macros::assert_snapshot("offer_traits.txt", &table);
    }
}
