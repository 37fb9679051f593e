//! Time: instants, dates and times of day. Nothing here asks a clock; "now" is always handed in.

use crate::refusal::Flaw;
use chrono::{DateTime, Datelike, NaiveDate, NaiveDateTime, NaiveTime, SecondsFormat, TimeZone, Utc};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// An instant: whole microseconds since 1970-01-01T00:00:00Z, the finest both databases keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

impl Timestamp {
    /// From microseconds since the epoch.
    #[must_use]
    pub const fn from_micros(micros: i64) -> Self {
        Self(micros)
    }

    /// Microseconds since the epoch.
    #[must_use]
    pub const fn micros(self) -> i64 {
        self.0
    }

    /// This instant, so many days of 24 hours later (or earlier).
    #[must_use]
    pub const fn plus_days(self, days: i64) -> Self {
        self.plus_seconds(days * 86_400)
    }

    /// This instant, so many seconds later (or earlier).
    #[must_use]
    pub const fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1_000_000)))
    }

    /// For libraries that speak `chrono`.
    #[must_use]
    pub fn to_chrono(self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0).unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    /// From a library that speaks `chrono`; what is finer than a microsecond is dropped.
    #[must_use]
    pub fn from_chrono(instant: DateTime<Utc>) -> Self {
        Self(instant.timestamp_micros())
    }

    /// The month in Germany as a number: one more each month.
    #[must_use]
    pub fn month(self) -> i32 {
        let day = self.local_date();
        day.year() * 12 + i32::try_from(day.month0()).unwrap_or_default()
    }

    /// The date it is at this instant in `Europe/Berlin`, the time zone of all centres.
    #[must_use]
    pub fn local_date(self) -> NaiveDate {
        self.local().date()
    }

    /// Date and time of day at this instant in `Europe/Berlin`.
    #[must_use]
    pub fn local(self) -> NaiveDateTime {
        self.to_chrono().with_timezone(&chrono_tz::Europe::Berlin).naive_local()
    }

    /// The first instant of a date in `Europe/Berlin`.
    #[must_use]
    pub fn start_of(date: NaiveDate) -> Self {
        let midnight = date.and_time(NaiveTime::MIN);
        let local = chrono_tz::Europe::Berlin.from_local_datetime(&midnight);
        // Berlin changes its clocks at 02:00 and 03:00, so midnight always exists once.
        local
            .earliest()
            .map_or_else(|| Self::from_chrono(midnight.and_utc()), |at| Self::from_chrono(at.with_timezone(&Utc)))
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_chrono().to_rfc3339_opts(SecondsFormat::AutoSi, true))
    }
}

impl Serialize for Timestamp {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Timestamp {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        DateTime::<Utc>::deserialize(deserializer).map(Self::from_chrono)
    }
}

/// The years a date typed by a person may lie in. Anything else is a slip of the finger.
const YEARS: std::ops::RangeInclusive<i32> = 1800..=2200;

/// Reads `2026-11-22`.
///
/// # Errors
/// [`Flaw::NotADate`] for anything else, and for years before 1800 or after 2200.
pub fn parse_date(text: &str) -> Result<NaiveDate, Flaw> {
    NaiveDate::parse_from_str(text, "%Y-%m-%d")
        .ok()
        .filter(|date| YEARS.contains(&date.year()) && text.len() == 10)
        .ok_or(Flaw::NotADate)
}

/// Reads `17:30`.
///
/// # Errors
/// [`Flaw::NotATime`] for anything else.
pub fn parse_time(text: &str) -> Result<NaiveTime, Flaw> {
    NaiveTime::parse_from_str(text, "%H:%M").ok().filter(|_| text.len() == 5).ok_or(Flaw::NotATime)
}

/// Reads `2026-11-22T17:30:00+01:00` (RFC 3339).
///
/// # Errors
/// [`Flaw::NotADateTime`] for anything else, and for years before 1800 or after 2200.
pub fn parse_timestamp(text: &str) -> Result<Timestamp, Flaw> {
    DateTime::parse_from_rfc3339(text)
        .ok()
        .filter(|instant| YEARS.contains(&instant.year()))
        .map(|instant| Timestamp::from_chrono(instant.with_timezone(&Utc)))
        .ok_or(Flaw::NotADateTime)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn absurd_dates_are_refused() {
        for text in ["0001-01-01", "2026-02-30", "26-02-03", "2026-2-3", "9999-12-31", "tomorrow", ""] {
            assert_eq!(parse_date(text), Err(Flaw::NotADate), "{text}");
        }
        assert!(parse_date("2028-02-29").is_ok());
    }

    #[test]
    fn a_day_begins_at_midnight_in_berlin_in_summer_and_winter() {
        let day = |text| Timestamp::start_of(parse_date(text).expect("a date")).to_string();
        assert_eq!(day("2026-07-01"), "2026-06-30T22:00:00Z");
        assert_eq!(day("2026-12-01"), "2026-11-30T23:00:00Z");
    }
}
