//! What rows and columns are called, in German and English.

use crate::graphql::caller::Caller;
use crate::graphql::message::Tongue;
use crate::graphql::vocabulary::language_name;
use domain::centre::ActionField;
use domain::coverage::Dimension;
use domain::kind::OfferKind;
use domain::language::LanguageTag;
use domain::offer::TargetGroup;
use domain::place::MunicipalityKey;
use domain::text::{Texts, Value};
use std::collections::HashMap;

/// What is needed to name rows and columns.
pub(super) struct Labels {
    tongue: Tongue,
    fields: HashMap<String, String>,
}

impl Labels {
    pub(super) fn new(caller: &Caller) -> Self {
        Self { tongue: caller.tongue, fields: HashMap::new() }
    }

    fn said(&self, texts: &Texts) -> Option<String> {
        let wanted = match self.tongue {
            Tongue::German => LanguageTag::german(),
            Tongue::English => LanguageTag::english(),
        };
        let chosen = texts.choose(&[wanted], &[], &LanguageTag::german())?;
        Some(chosen.translation.value.clone())
    }

    /// Notes the name of an action field; gives its key.
    pub(super) fn note(&mut self, field: ActionField) -> String {
        let key = field.id.to_string();
        let name = self.said(&field.name).unwrap_or_default();
        self.fields.insert(key.clone(), name);
        key
    }

    /// What the line with this key is called.
    pub(super) fn of(&self, dimension: Dimension, key: &str) -> String {
        let label = match dimension {
            Dimension::Language => LanguageTag::parse(key).ok().map(|tag| language_name(&tag, self.tongue).to_owned()),
            Dimension::Kind => OfferKind::parse(key).ok().and_then(|kind| self.said(kind.label())),
            Dimension::Municipality => MunicipalityKey::parse(key).ok().map(|key| key.municipality().name.clone()),
            Dimension::ActionField => self.fields.get(key).cloned(),
            Dimension::TargetGroup => key.parse().ok().map(|group| target_group(group, self.tongue).to_owned()),
        };
        label.unwrap_or_else(|| key.to_owned())
    }
}

/// What a group of people is called.
const fn target_group(group: TargetGroup, tongue: Tongue) -> &'static str {
    use TargetGroup as G;
    let (german, english) = match group {
        G::Children => ("Kinder", "Children"),
        G::Youth => ("Jugendliche", "Young people"),
        G::Adults => ("Erwachsene", "Adults"),
        G::Seniors => ("Ältere Menschen", "Older people"),
        G::Parents => ("Eltern", "Parents"),
        G::Refugees => ("Geflüchtete", "Refugees"),
        G::JobSeekers => ("Arbeit- und Ausbildungsuchende", "People who look for work or training"),
        G::PeopleWithDisabilities => ("Menschen mit Behinderungen", "People with disabilities"),
        G::Volunteers => ("Ehrenamtliche", "Volunteers"),
        G::Teachers => ("Lehrkräfte", "Teachers"),
    };
    match tongue {
        Tongue::German => german,
        Tongue::English => english,
    }
}
