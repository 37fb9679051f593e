//! The reference data about places: what comes with the program, or what the operator has put in its place.

use super::municipality::{Municipality, MunicipalityKey};
use super::point::Point;
use super::postal_code::{PostalCode, PostalPlace};
use crate::text::Value;
use serde::{Deserialize, Serialize};
use std::collections::{HashMap, HashSet};
use std::sync::OnceLock;

/// The tables in force: municipalities in the order of their keys, and where postcodes are.
#[derive(Debug)]
pub struct Reference {
    pub(super) municipalities: Vec<Municipality>,
    by_key: HashMap<String, usize>,
    pub(super) postal_codes: HashMap<String, Vec<PostalPlace>>,
}

/// Reference data as text: two CSV files in UTF-8 with a header, as `data/README.md` describes them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReferenceFiles {
    /// `municipalities.csv`
    pub municipalities: String,
    /// `postal_codes.csv`
    pub postal_codes: String,
}

/// What is wrong with a file of reference data, and where.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{file}, line {line}: {problem}")]
pub struct WrongReference {
    /// Which file.
    pub file: &'static str,
    /// The line of the file; the header is line 1.
    pub line: u64,
    /// What is wrong there, and what would be right.
    pub problem: String,
}

/// A row of `municipalities.csv`; further columns are passed over.
#[derive(Clone, Serialize, Deserialize)]
struct MunicipalityRow {
    ags: String,
    name: String,
    county: String,
    lat: f64,
    lon: f64,
    population: u32,
    official_name: String,
    /// Whether it has ended; rows of newer files need not say so.
    #[serde(default)]
    ended: bool,
    /// The key of the one it became part of.
    #[serde(default)]
    successor: Option<String>,
}

/// A row of `postal_codes.csv`; further columns are passed over.
#[derive(Deserialize)]
struct PostalRow {
    postal_code: String,
    lat: f64,
    lon: f64,
    municipality_ags: String,
}

const MUNICIPALITIES: &str = "municipalities";
const POSTAL_CODES: &str = "postal codes";

/// Reads the rows of a file, each with its line. Spreadsheets begin with a byte order mark, and in German they separate by
/// semicolons.
pub(crate) fn rows<T: for<'de> Deserialize<'de>>(
    file: &'static str,
    text: &str,
) -> Result<Vec<(u64, T)>, WrongReference> {
    let text = text.trim_start_matches('\u{feff}');
    let header = text.lines().next().unwrap_or_default();
    let delimiter = if header.contains(';') && !header.contains(',') { b';' } else { b',' };
    let mut reader = csv::ReaderBuilder::new().delimiter(delimiter).from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| wrong(file, 1, error.to_string()))?.clone();
    let mut rows = Vec::new();
    for record in reader.records() {
        let line = |error: &csv::Error| error.position().map_or(1, csv::Position::line);
        let record = record.map_err(|error| wrong(file, line(&error), error.to_string()))?;
        let line = record.position().map_or(1, csv::Position::line);
        let explain = |error: csv::Error| match error.kind() {
            csv::ErrorKind::Deserialize { err, .. } => {
                let field = err.field().and_then(|at| usize::try_from(at).ok()).and_then(|at| headers.get(at));
                wrong(file, line, format!("{}{}", field.map_or(String::new(), |name| format!("{name}: ")), err.kind()))
            }
            _ => wrong(file, line, error.to_string()),
        };
        rows.push((line, record.deserialize(Some(&headers)).map_err(explain)?));
    }
    if rows.is_empty() { Err(wrong(file, 1, "no rows; expected a header and at least one row")) } else { Ok(rows) }
}

/// What is wrong in a line of a file.
pub(crate) fn wrong(file: &'static str, line: u64, problem: impl Into<String>) -> WrongReference {
    WrongReference { file, line, problem: problem.into() }
}

fn point(file: &'static str, line: u64, latitude: f64, longitude: f64) -> Result<Point, WrongReference> {
    Point::from_degrees(latitude, longitude)
        .map_err(|_| wrong(file, line, format!("lat {latitude}, lon {longitude} is no point (WGS 84, degrees)")))
}

impl MunicipalityRow {
    fn read(self, line: u64) -> Result<Municipality, WrongReference> {
        let is_key = |text: &str| text.len() == 8 && text.bytes().all(|byte| byte.is_ascii_digit());
        let keys = std::iter::once(&self.ags).chain(&self.successor);
        if let Some(bad) = keys.into_iter().find(|key| !is_key(key)) {
            return Err(wrong(
                MUNICIPALITIES,
                line,
                format!("{bad:?} is no key (AGS): 8 digits with the leading zero"),
            ));
        }
        Ok(Municipality {
            is_ended: self.ended || self.successor.is_some(),
            successor: self.successor.map(MunicipalityKey),
            point: point(MUNICIPALITIES, line, self.lat, self.lon)?,
            key: MunicipalityKey(self.ags),
            name: self.name,
            official_name: self.official_name,
            county_name: self.county,
            population: self.population,
        })
    }
}

impl ReferenceFiles {
    /// What comes with the program.
    #[must_use]
    pub fn built_in() -> Self {
        Self {
            municipalities: include_str!("../../../../data/municipalities.csv").to_owned(),
            postal_codes: include_str!("../../../../data/postal_codes.csv").to_owned(),
        }
    }

    /// Reads them.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn read(&self) -> Result<Reference, WrongReference> {
        let mut municipalities = Vec::new();
        let mut by_key = HashMap::new();
        for (line, row) in rows::<MunicipalityRow>(MUNICIPALITIES, &self.municipalities)? {
            let municipality = row.read(line)?;
            if by_key.insert(municipality.key.0.clone(), municipalities.len()).is_some() {
                return Err(wrong(MUNICIPALITIES, line, format!("{} is there twice", municipality.key)));
            }
            municipalities.push(municipality);
        }
        let lost = |one: &&Municipality| one.successor.as_ref().is_some_and(|key| !by_key.contains_key(&key.0));
        if let Some(lost) = municipalities.iter().find(lost) {
            let text = format!("the successor of {} has no row of its own", lost.key);
            return Err(wrong(MUNICIPALITIES, 1, text));
        }
        let mut postal_codes: HashMap<String, Vec<PostalPlace>> = HashMap::new();
        for (line, row) in rows::<PostalRow>(POSTAL_CODES, &self.postal_codes)? {
            if PostalCode::parse(&row.postal_code).is_err() {
                return Err(wrong(POSTAL_CODES, line, format!("{:?} is no postcode: 5 digits", row.postal_code)));
            }
            if !by_key.contains_key(&row.municipality_ags) {
                let text = format!("{:?} is not the key of a municipality", row.municipality_ags);
                return Err(wrong(POSTAL_CODES, line, text));
            }
            let point = point(POSTAL_CODES, line, row.lat, row.lon)?;
            let municipality = MunicipalityKey(row.municipality_ags);
            postal_codes.entry(row.postal_code).or_default().push(PostalPlace { municipality, point });
        }
        Ok(Reference { municipalities, by_key, postal_codes })
    }

    /// Newer files in the place of these, where given. Municipalities that are not in a newer file have ended; their rows
    /// stay, so that their keys go on resolving. Also tells which those are.
    ///
    /// # Errors
    /// The first line that is wrong.
    pub fn updated(
        &self,
        municipalities: Option<&str>,
        postal_codes: Option<&str>,
    ) -> Result<(Self, Vec<String>), WrongReference> {
        let mut files = self.clone();
        let mut ended = Vec::new();
        if let Some(newer) = municipalities {
            let mut rows_now = rows::<MunicipalityRow>(MUNICIPALITIES, newer)?;
            let mut keys = HashSet::new();
            for (line, row) in &rows_now {
                let key = row.clone().read(*line)?.key;
                if !keys.insert(row.ags.clone()) {
                    return Err(wrong(MUNICIPALITIES, *line, format!("{key} is there twice")));
                }
            }
            for (line, mut row) in rows::<MunicipalityRow>(MUNICIPALITIES, &self.municipalities)? {
                if !keys.contains(&row.ags) {
                    if !row.ended {
                        ended.push(format!("{} {}", row.ags, row.name));
                    }
                    row.ended = true;
                    rows_now.push((line, row));
                }
            }
            rows_now.sort_by(|(_, one), (_, other)| one.ags.cmp(&other.ags));
            let mut writer = csv::Writer::from_writer(Vec::new());
            for (line, row) in rows_now {
                writer.serialize(row).map_err(|error| wrong(MUNICIPALITIES, line, error.to_string()))?;
            }
            let bytes = writer.into_inner().map_err(|error| wrong(MUNICIPALITIES, 1, error.to_string()))?;
            files.municipalities = String::from_utf8_lossy(&bytes).into_owned();
        }
        if let Some(newer) = postal_codes {
            files.postal_codes = newer.to_owned();
        }
        Ok((files, ended))
    }
}

impl Reference {
    /// The municipality with this key; of one that ended, the one it became part of.
    pub(super) fn resolve(&self, key: &str) -> Option<&Municipality> {
        let mut found = &self.municipalities[*self.by_key.get(key)?];
        // A chain of mergers is followed; one that bites its tail is given up.
        for _ in 0..8 {
            let Some(next) = found.successor.as_ref().and_then(|key| self.by_key.get(&key.0)) else { break };
            found = &self.municipalities[*next];
        }
        Some(found)
    }
}

static CURRENT: OnceLock<Reference> = OnceLock::new();

/// The tables in force.
pub(super) fn current() -> &'static Reference {
    CURRENT.get_or_init(|| ReferenceFiles::built_in().read().expect("the built-in data is checked by a test"))
}

/// Puts other tables in force. That is possible once, before anything has looked into them: a program does it first of
/// all. Tells whether it was.
#[must_use]
pub fn install(reference: Reference) -> bool {
    CURRENT.set(reference).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_with_the_program_reads() {
        let built_in = ReferenceFiles::built_in().read().expect("good files");
        assert_eq!((built_in.municipalities.len(), built_in.postal_codes.len()), (396, 869));
    }

    const HEADER: &str = "ags,name,county,lat,lon,population,official_name,successor\n";
    const POSTAL: &str = "postal_code,lat,lon,municipality_ags\n53721,50.79,7.2,05382060\n";

    fn files(rows: &str) -> ReferenceFiles {
        ReferenceFiles { municipalities: format!("{HEADER}{rows}"), postal_codes: POSTAL.to_owned() }
    }

    #[test]
    fn a_municipality_that_ends_goes_on_resolving() {
        let old = files("05382060,Siegburg,Kreis,50.8,7.2,1,Siegburg,\n05382999,Wolsdorf,Kreis,50.8,7.2,1,Wolsdorf,\n");
        let newer = format!("{HEADER}05382060,Siegburg,Kreis,50.8,7.2,2,Siegburg,\n");
        let (merged, ended) = old.updated(Some(&newer), None).expect("good");
        assert_eq!(ended, ["05382999 Wolsdorf"]);
        let read = merged.read().expect("good");
        let wolsdorf = read.resolve("05382999").expect("it stays");
        assert!(wolsdorf.is_ended && wolsdorf.name == "Wolsdorf");

        // A newer file that keeps its row says what it became part of.
        let newer = format!("{newer}05382999,Wolsdorf,Kreis,50.8,7.2,1,Wolsdorf,05382060\n");
        let read = old.updated(Some(&newer), None).and_then(|(files, _)| files.read()).expect("good");
        assert_eq!(read.resolve("05382999").map(|found| found.name.as_str()), Some("Siegburg"));
        // And what was merged stays merged with the next file.
        let (again, ended) =
            merged.updated(Some(&format!("{HEADER}05382060,Siegburg,K,50.8,7.2,2,Siegburg,\n")), None).expect("good");
        assert!(ended.is_empty() && again.read().is_ok_and(|read| read.resolve("05382999").is_some()));
    }

    #[test]
    fn a_wrong_line_of_a_newer_file_is_named_as_it_is_in_that_file() {
        let good = "05382060,Siegburg,Kreis,50.8,7.2,1,Siegburg,\n";
        for (rows, wanted) in
            [(format!("{good}538,X,K,50.8,7.2,1,X,\n"), "line 3: \"538\""), (good.repeat(2), "line 3: 05382060")]
        {
            let told = ReferenceFiles::built_in().updated(Some(&format!("{HEADER}{rows}")), None).expect_err("wrong");
            assert!(told.to_string().contains(wanted), "{told}");
        }
    }

    #[test]
    fn a_wrong_line_is_named() {
        let tell = |rows: &str| files(rows).read().expect_err("wrong").to_string();
        let good = "05382060,Siegburg,Kreis,50.8,7.2,1,Siegburg,\n";
        assert!(
            tell("5382060,Siegburg,Kreis,50.8,7.2,1,Siegburg,\n").starts_with("municipalities, line 2: \"5382060\"")
        );
        assert!(tell(&format!("{good}{good}")).contains("line 3: 05382060 is there twice"));
        assert!(tell("05382060,Siegburg,Kreis,north,7.2,1,Siegburg,\n").contains("line 2: lat: "));
        assert!(tell("05382060,Siegburg,Kreis,500,7.2,1,Siegburg,\n").contains("is no point"));
        assert!(tell(&good.replace("Siegburg,\n", "Siegburg,05382061\n")).contains("successor of 05382060"));
        assert!(tell("").contains("no rows"));
        let lost = ReferenceFiles { postal_codes: POSTAL.replace("05382060", "05382061"), ..files(good) };
        assert!(lost.read().expect_err("wrong").to_string().starts_with("postal codes, line 2"));
    }
}
