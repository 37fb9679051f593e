//! Languages as a setting.

use domain::language::LanguageTag;
use domain::text::{TARGET_LANGUAGES, Value};

/// Languages, as a list of tags with commas between them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Languages(pub Vec<LanguageTag>);

impl Default for Languages {
    fn default() -> Self {
        Self(TARGET_LANGUAGES.iter().filter_map(|tag| LanguageTag::parse(tag).ok()).collect())
    }
}

impl std::fmt::Display for Languages {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.iter().map(ToString::to_string).collect::<Vec<_>>().join(","))
    }
}

impl std::str::FromStr for Languages {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut languages = Vec::new();
        for tag in text.split(',').map(str::trim) {
            let language = LanguageTag::parse(tag)
                .map_err(|_| format!("{tag:?} is not the tag of a language; expected something like de,en,tr"))?;
            if languages.contains(&language) {
                return Err(format!("{tag} is there twice"));
            }
            languages.push(language);
        }
        if languages.len() > 50 { Err("at most 50 languages".to_owned()) } else { Ok(Self(languages)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_list_of_tags_is_read_and_a_wrong_one_is_told() {
        let read = |text: &str| text.parse::<Languages>().map(|languages| languages.to_string());
        assert_eq!(read(" de, TR"), Ok("de,tr".to_owned()));
        assert!(read("de,klingonisch").is_err_and(|why| why.contains("klingonisch")));
        assert!(read("").is_err());
        assert_eq!(read("de,de"), Err("de is there twice".to_owned()));
        assert_eq!(read(&Languages::default().to_string()), Ok(Languages::default().to_string()));
    }
}
