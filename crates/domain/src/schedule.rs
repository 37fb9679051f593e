//! When an offer happens: dates and recurrences (RFC 5545) in the local time of `Europe/Berlin`.

use crate::macros::text_enum;
use crate::refusal::Flaw;
use crate::text::{Line, Value};
use chrono::{Datelike, NaiveDate, NaiveTime};
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

text_enum! {
    /// A day of the week.
    Weekday {
        /// Monday.
        Monday = "MONDAY",
        /// Tuesday.
        Tuesday = "TUESDAY",
        /// Wednesday.
        Wednesday = "WEDNESDAY",
        /// Thursday.
        Thursday = "THURSDAY",
        /// Friday.
        Friday = "FRIDAY",
        /// Saturday.
        Saturday = "SATURDAY",
        /// Sunday.
        Sunday = "SUNDAY",
    }
}

impl Weekday {
    /// The day of a date.
    #[must_use]
    pub fn of(date: NaiveDate) -> Self {
        Self::ALL[date.weekday().num_days_from_monday() as usize]
    }

    /// As a recurrence rule writes it (RFC 5545): `MO`.
    fn in_rules(self) -> &'static str {
        &self.as_str()[..2]
    }
}

/// Hours that are the same every week, in local time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeeklyHours {
    /// On these days.
    pub weekdays: Vec<Weekday>,
    /// From.
    pub opens: NaiveTime,
    /// Until; later than `opens`.
    pub closes: NaiveTime,
    /// For what hours do not say: "not in the school holidays".
    pub note: Option<Line<200>>,
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

impl Schedule {
    /// The days of the week on which it happens; all of them where the rule fixes none (on the 15th of each month).
    #[must_use]
    pub fn weekdays(&self) -> Vec<Weekday> {
        let first = || vec![Weekday::of(self.starts_on)];
        let mut found = match &self.rule {
            None => first(),
            Some(rule) => {
                let part = |name: &str| rule.0.split(';').find_map(|part| part.strip_prefix(name)?.strip_prefix('='));
                // An entry may carry a number before the day: the first Saturday is `1SA`.
                let names = |days: &str| {
                    let named = |day: &&Weekday| days.split(',').any(|entry| entry.ends_with(day.in_rules()));
                    Weekday::ALL.iter().filter(named).copied().collect()
                };
                match (part("BYDAY"), part("FREQ")) {
                    (Some(days), _) => names(days),
                    (None, Some("WEEKLY")) => first(),
                    _ => Weekday::ALL.to_vec(),
                }
            }
        };
        found.extend(self.extra_dates.iter().map(|date| Weekday::of(*date)));
        found.sort_unstable();
        found.dedup();
        found
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_schedule_knows_its_days_of_the_week() {
        use Weekday as W;
        let days = |rule: Option<&str>, extra: Option<&str>| {
            let date = |text| crate::time::parse_date(text).expect("a date");
            let schedule = Schedule {
                // A Wednesday.
                starts_on: date("2026-11-25"),
                start_time: None,
                end_time: None,
                rule: rule.map(|rule| Rule::parse(rule).expect("a rule")),
                except_dates: vec![],
                extra_dates: extra.map(date).into_iter().collect(),
                note: None,
            };
            schedule.weekdays()
        };
        assert_eq!(days(None, Some("2026-11-28")), [W::Wednesday, W::Saturday]);
        assert_eq!(days(Some("FREQ=WEEKLY;INTERVAL=2;BYDAY=FR,MO"), None), [W::Monday, W::Friday]);
        assert_eq!(days(Some("FREQ=MONTHLY;BYDAY=1SA,-1SU"), None), [W::Saturday, W::Sunday]);
        assert_eq!(days(Some("FREQ=WEEKLY"), None), [W::Wednesday]);
        assert_eq!(days(Some("FREQ=MONTHLY;BYMONTHDAY=15"), None), W::ALL);
    }

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
