//! Credits: who is to be named where the data of this API is shown.

use async_graphql::SimpleObject;

/// Whom to name, and under which licence the data may be used.
#[derive(SimpleObject, Clone, Copy)]
pub struct Credit {
    /// What it is for.
    work: &'static str,
    /// The line to show.
    text: &'static str,
    /// The licence's name.
    licence: &'static str,
    /// The licence's text.
    licence_url: &'static str,
}

/// All credits. `NOTICE` says the same (a test compares them).
pub const CREDITS: [Credit; 3] = [
    Credit {
        work: "Municipalities",
        text: "© Statistisches Bundesamt (Destatis), Zensus 2022 and Gemeindeverzeichnis; coordinates © GeoBasis-DE / BKG; Datenlizenz Deutschland – Namensnennung – Version 2.0 (www.govdata.de/dl-de/by-2-0); data changed (selection, joined, short names)",
        licence: "Datenlizenz Deutschland – Namensnennung – Version 2.0",
        licence_url: "https://www.govdata.de/dl-de/by-2-0",
    },
    Credit {
        work: "Postcodes",
        text: "Postal codes: GeoNames (www.geonames.org), CC BY 4.0, changed; twelve coordinates © GeoBasis-DE / BKG, Datenlizenz Deutschland – Namensnennung – Version 2.0",
        licence: "Creative Commons Attribution 4.0 International",
        licence_url: "https://creativecommons.org/licenses/by/4.0/",
    },
    Credit {
        work: "Languages",
        text: "Language names: Unicode CLDR 48, © Unicode, Inc., Unicode License V3",
        licence: "Unicode License V3",
        licence_url: "https://www.unicode.org/license.txt",
    },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_notice_names_everybody_whom_the_api_names() {
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let notice = words(include_str!("../../../../NOTICE"));
        for credit in CREDITS {
            assert!(notice.contains(&words(credit.text)), "NOTICE lacks: {}", credit.text);
        }
    }
}
