//! What input fields say: absent leaves, `null` clears, a value sets.

use super::scalar::{
    Date, DateTime, EmailAddress, LanguageTag, MunicipalityKey, PhoneNumber, RecurrenceRule, TimeOfDay, Url,
};
use async_graphql::MaybeUndefined;
use domain::form::Patch;

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
