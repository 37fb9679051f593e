//! Which offers are wanted.

use crate::graphql::enums::{Accessibility, Gender, Mode, OfferAccess, OfferStatus, TargetGroup, Weekday};
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::organisation::Freshness;
use crate::graphql::scalar::{LanguageTag, MunicipalityKey};
use async_graphql::{ID, InputObject};
use domain::form::{Form, Patch};
use domain::id::{Entity, Id};
use domain::offer::Trait;
use domain::refusal::Problems;
use domain::text::Value;

/// Which offers are wanted. Fields are joined by AND, entries of a field by OR; an empty list finds nothing.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OfferFilter {
    /// Codes of kinds; those below them are found too.
    kind: Option<Vec<String>>,
    /// Languages of delivery, exactly these: whoever wants all of Kurdish asks for `ku`, `kmr` and `ckb`.
    language: Option<Vec<LanguageTag>>,
    /// Languages in which there is a title, exactly these.
    text_language: Option<Vec<LanguageTag>>,
    /// Groups it is for; what is for everyone is found too.
    target_group: Option<Vec<TargetGroup>>,
    /// For somebody of this age, in years: 0 to 120.
    age: Option<i32>,
    /// Genders it is for; what is for all is found too.
    gender: Option<Vec<Gender>>,
    /// How it reaches people.
    mode: Option<Vec<Mode>>,
    /// Municipalities it has a place in or reaches; what is online for everybody is found too.
    municipality: Option<Vec<MunicipalityKey>>,
    /// Keys of counties (5 digits) it has a place in or reaches part of; what is online for everybody is found too.
    county: Option<Vec<String>>,
    /// Action fields of an integration concept that it contributes to.
    action_field: Option<Vec<ID>>,
    /// Lead organisations.
    organisation: Option<Vec<ID>>,
    /// Whether it is said to be free of charge.
    is_free: Option<bool>,
    /// Days of the week on which it happens.
    weekday: Option<Vec<Weekday>>,
    /// How long ago it was confirmed.
    freshness: Option<Vec<Freshness>>,
    /// Whether children are looked after.
    has_childcare: Option<bool>,
    /// What makes it, or every place where it happens, accessible.
    accessibility: Option<Vec<Accessibility>>,
    /// How one gets in.
    access: Option<Vec<OfferAccess>>,
    /// States, as far as you see them.
    status: Option<Vec<OfferStatus>>,
}

pub(in crate::graphql) fn values<T: Value + PartialEq>(
    form: &mut Form<'_>,
    field: &str,
    texts: Option<Vec<impl Into<String>>>,
) -> Option<Vec<T>> {
    let mut read = Vec::new();
    form.list(&mut read, field, &Patch::Set(texts?.into_iter().map(Into::into).collect()));
    Some(read)
}

pub(in crate::graphql) fn ids<T: Entity>(form: &mut Form<'_>, field: &str, ids: Option<Vec<ID>>) -> Option<Vec<Id<T>>> {
    let mut read = Vec::new();
    form.objects(&mut read, field, &Patch::Set(ids?), |form, id: &ID| form.here(id.parse()));
    Some(read)
}

impl OfferFilter {
    /// Reads it.
    pub(crate) fn read(self, tongue: Tongue) -> Result<persistence::OfferFilter, Failure> {
        let mut problems = Problems::default();
        let mut form = Form::new(&mut problems);
        let mut form = form.inside("filter");
        let (traits, lacks) = (self.traits(), self.lacks());
        if let Some(age) = self.age {
            form.read("age", domain::form::within(age.into(), 0, 120));
        }
        let filter = persistence::OfferFilter {
            kinds: values(&mut form, "kind", self.kind),
            languages: values(&mut form, "language", self.language),
            text_languages: values(&mut form, "textLanguage", self.text_language),
            municipalities: values(&mut form, "municipality", self.municipality),
            counties: values(&mut form, "county", self.county),
            action_fields: ids(&mut form, "actionField", self.action_field),
            organisations: ids(&mut form, "organisation", self.organisation),
            statuses: self.status.map(|states| states.into_iter().map(Into::into).collect()),
            age: self.age,
            freshness: self.freshness.map(|states| states.into_iter().map(Into::into).collect()),
            traits,
            lacks,
        };
        let problems = problems.into_vec();
        if problems.is_empty() { Ok(filter) } else { Err(Failure::BadInput(problems, tongue)) }
    }

    /// For each field that asks for members of a closed set, those members; one of them has to be there.
    fn traits(&self) -> Vec<Vec<Trait>> {
        fn of<T: Copy>(field: Option<&Vec<T>>, member: impl Fn(T) -> Trait) -> Option<Vec<Trait>> {
            field.map(|members| members.iter().map(|one| member(*one)).collect())
        }
        fn or_for_all(members: Option<Vec<Trait>>, all: Trait) -> Option<Vec<Trait>> {
            members.map(|members| if members.is_empty() { members } else { [members, vec![all]].concat() })
        }
        let genders = of(self.gender.as_ref(), |one| Trait::Gender(one.into()));
        let groups = of(self.target_group.as_ref(), |one| Trait::TargetGroup(one.into()));
        let fields = [
            or_for_all(genders, Trait::AnyGender),
            or_for_all(groups, Trait::AnyTargetGroup),
            of(self.mode.as_ref(), |one| Trait::Mode(one.into())),
            of(self.weekday.as_ref(), |one| Trait::Weekday(one.into())),
            of(self.accessibility.as_ref(), |one| Trait::Accessibility(one.into())),
            of(self.access.as_ref(), |one| Trait::Access(one.into())),
            (self.is_free == Some(true)).then(|| vec![Trait::Free]),
            (self.has_childcare == Some(true)).then(|| vec![Trait::Childcare]),
        ];
        fields.into_iter().flatten().collect()
    }

    /// What must not be there.
    fn lacks(&self) -> Vec<Trait> {
        let flags = [(self.is_free, Trait::Free), (self.has_childcare, Trait::Childcare)];
        flags.into_iter().filter(|(wanted, _)| *wanted == Some(false)).map(|(_, member)| member).collect()
    }
}
