//! What input fields say: absent leaves, `null` clears, a value sets.

use super::scalar::{
    Date, DateTime, EmailAddress, LanguageTag, MunicipalityKey, PhoneNumber, RecurrenceRule, TimeOfDay, Url,
};
use async_graphql::{ID, MaybeUndefined};
use domain::form::{Form, Patch};
use domain::id::{Entity, Id};
use domain::text::Line;
use domain::time::parse_date;

/// Scalars go into the domain as the text they came in as; there it is read.
macro_rules! text_of {
    ($($scalar:ident),+) => {
        $(impl From<$scalar> for String {
            fn from(scalar: $scalar) -> Self {
                scalar.0
            }
        })+
    };
}
text_of!(Date, DateTime, EmailAddress, LanguageTag, MunicipalityKey, PhoneNumber, RecurrenceRule, TimeOfDay, Url);

/// Absent, `null` or a value, as the domain takes it.
pub(crate) fn patch<T, U: From<T>>(field: &MaybeUndefined<T>) -> Patch<U>
where
    T: Clone,
{
    match field {
        MaybeUndefined::Undefined => Patch::Leave,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(value) => Patch::Set(value.clone().into()),
    }
}

/// A list: absent, `null` or values, as the domain takes it.
pub(crate) fn patch_list<T: Clone, U: From<T>>(field: &MaybeUndefined<Vec<T>>) -> Patch<Vec<U>> {
    match field {
        MaybeUndefined::Undefined => Patch::Leave,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(values) => Patch::Set(values.iter().cloned().map(Into::into).collect()),
    }
}

/// An id: absent, `null` or its text.
pub(crate) fn id_patch(field: &MaybeUndefined<ID>) -> Patch<String> {
    match field {
        MaybeUndefined::Undefined => Patch::Leave,
        MaybeUndefined::Null => Patch::Clear,
        MaybeUndefined::Value(id) => Patch::Set(id.to_string()),
    }
}

/// A list of ids, replaced as a whole.
pub(crate) fn ids<T: Entity>(
    form: &mut Form<'_>,
    target: &mut Vec<Id<T>>,
    field: &str,
    input: &MaybeUndefined<Vec<ID>>,
) {
    form.objects(target, field, &patch_list(input), |form, id: &ID| form.here(id.parse()));
    form.once(target, field);
}

/// A list of members of a closed set, replaced as a whole.
pub(crate) fn members<G: Copy + Into<D>, D: PartialEq>(
    form: &mut Form<'_>,
    target: &mut Vec<D>,
    field: &str,
    input: &MaybeUndefined<Vec<G>>,
) {
    form.objects(target, field, &patch_list(input), |_, member: &G| Some((*member).into()));
    form.once(target, field);
}

/// A date that may be absent.
pub(crate) fn date(form: &mut Form<'_>, field: &str, input: Option<&Date>) -> Option<chrono::NaiveDate> {
    input.and_then(|date| form.read(field, parse_date(&date.0)))
}

/// A date: absent leaves, `null` clears.
pub(crate) fn patch_date(
    form: &mut Form<'_>,
    target: &mut Option<chrono::NaiveDate>,
    field: &str,
    input: &MaybeUndefined<Date>,
) {
    match input {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *target = None,
        MaybeUndefined::Value(day) => *target = form.read(field, parse_date(&day.0)).or(*target),
    }
}

/// Lines as they come in.
pub(crate) fn read_lines<const MAX: usize>(form: &mut Form<'_>, field: &str, texts: &[String]) -> Vec<Line<MAX>> {
    let mut read = Vec::new();
    form.list(&mut read, field, &Patch::Set(texts.to_vec()));
    read
}
