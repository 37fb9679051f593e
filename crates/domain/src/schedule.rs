//! When an offer happens: dates and recurrences (RFC 5545) in the local time of `Europe/Berlin`.

use crate::refusal::Flaw;
use crate::text::{Line, Value};
use chrono::{NaiveDate, NaiveTime};
use rrule::{RRule, Unvalidated};
use serde::{Deserialize, Serialize};
use std::fmt;

/// A recurrence rule (RFC 5545 `RRULE` without the name): `FREQ=WEEKLY;BYDAY=TU`. Daily or rarer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Rule(String);

impl Rule {
    /// The rule's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it ends by itself (`COUNT` or `UNTIL`).
    #[must_use]
    pub fn is_bounded(&self) -> bool {
        self.0.contains("COUNT=") || self.0.contains("UNTIL=")
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Value for Rule {
    fn parse(text: &str) -> Result<Self, Flaw> {
        let text = text.trim().trim_start_matches("RRULE:").to_ascii_uppercase();
        let plain = text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"=;,+-".contains(&byte));
        if text.len() > 200
            || !plain
            || ["HOURLY", "MINUTELY", "SECONDLY", "BYHOUR", "BYMINUTE", "BYSECOND"]
                .iter()
                .any(|part| text.contains(part))
        {
            return Err(Flaw::NotARule);
        }
        let rule: RRule<Unvalidated> = text.parse().map_err(|_| Flaw::NotARule)?;
        // Validation needs a start; any does, for what we check is the rule. `UNTIL` in the past of it would be refused,
        // and a rule without a zone wants its `UNTIL` without one too, so the start is early and in UTC.
        let start = rrule::Tz::UTC;
        let start = chrono::TimeZone::with_ymd_and_hms(&start, 1900, 1, 1, 0, 0, 0).earliest().ok_or(Flaw::NotARule)?;
        rule.validate(start).map_err(|_| Flaw::NotARule)?;
        Ok(Self(text))
    }
}

/// One date, or a series of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Schedule {
    /// The first day.
    pub starts_on: NaiveDate,
    /// When it begins, local time.
    pub start_time: Option<NaiveTime>,
    /// When it ends, local time; before `start_time` it is the next day.
    pub end_time: Option<NaiveTime>,
    /// How it repeats; without one it happens once.
    pub rule: Option<Rule>,
    /// Days on which it does not happen.
    pub except_dates: Vec<NaiveDate>,
    /// Days on which it happens besides the rule.
    pub extra_dates: Vec<NaiveDate>,
    /// For what no rule says: "not in the school holidays".
    pub note: Option<Line<200>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_checked() {
        for text in [
            "FREQ=WEEKLY;BYDAY=TU",
            "RRULE:FREQ=MONTHLY;BYDAY=1SA",
            "freq=daily;count=5",
            "FREQ=WEEKLY;UNTIL=20301231T000000Z",
        ] {
            assert!(Rule::parse(text).is_ok(), "{text}");
        }
        for text in ["", "WEEKLY", "FREQ=SOMETIMES", "FREQ=SECONDLY", "FREQ=WEEKLY;BYDAY=XX", "FREQ=DAILY;BYHOUR=1"] {
            assert_eq!(Rule::parse(text), Err(Flaw::NotARule), "{text}");
        }
    }
}
