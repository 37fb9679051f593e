//! Scalars. As input they take any text: what is wrong with it is told with all other problems, not one by one.

use async_graphql::{InputValueError, InputValueResult, Scalar, ScalarType, Value};

macro_rules! text_scalar {
    ($(#[$meta:meta])* $name:ident, $url:literal) => {
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(pub String);

        $(#[$meta])*
        #[Scalar(specified_by_url = $url)]
        impl ScalarType for $name {
            fn parse(value: Value) -> InputValueResult<Self> {
                match value {
                    Value::String(text) => Ok(Self(text)),
                    other => Err(InputValueError::expected_type(other)),
                }
            }

            fn to_value(&self) -> Value {
                Value::String(self.0.clone())
            }
        }

        impl<T: ToString> From<&T> for $name {
            fn from(value: &T) -> Self {
                Self(value.to_string())
            }
        }
    };
}

text_scalar! {
    /// An instant (RFC 3339): `2026-11-22T17:30:00Z`.
    DateTime, "https://www.rfc-editor.org/rfc/rfc3339"
}
text_scalar! {
    /// A date: `2026-11-22`.
    Date, "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
}
text_scalar! {
    /// A time of day in Germany (Europe/Berlin): `17:30`.
    TimeOfDay, "https://www.rfc-editor.org/rfc/rfc3339#section-5.6"
}
text_scalar! {
    /// A language (BCP 47): `de`, `tr`, `ar`, `ku`.
    LanguageTag, "https://www.rfc-editor.org/rfc/rfc5646"
}
text_scalar! {
    /// An address on the web, `https` only.
    Url, "https://url.spec.whatwg.org/"
}
text_scalar! {
    /// An e-mail address.
    EmailAddress, "https://www.rfc-editor.org/rfc/rfc5322#section-3.4.1"
}
text_scalar! {
    /// A telephone number (E.164): `+492214710000`. As input also as people write it; without a country it is a German one.
    PhoneNumber, "https://www.itu.int/rec/T-REC-E.164"
}
text_scalar! {
    /// The official key of a German municipality (AGS): 8 digits, `05382060`. The first five are the county's.
    MunicipalityKey, "https://www.destatis.de/DE/Themen/Laender-Regionen/Regionales/Gemeindeverzeichnis/_inhalt.html"
}
text_scalar! {
    /// A recurrence rule (RFC 5545 `RRULE`), daily or rarer: `FREQ=WEEKLY;BYDAY=TU`.
    RecurrenceRule, "https://www.rfc-editor.org/rfc/rfc5545#section-3.3.10"
}
