//! What projects are found by.

use super::Project;
use crate::centre::ActionField;
use crate::id::Id;
use crate::language::LanguageTag;
use crate::offer::TargetGroup;
use crate::place::CountyKey;
use crate::text::sort_key;
use crate::working_group::WorkingGroup;
use std::collections::BTreeSet;
use std::fmt;

/// Something that projects are found by, as databases keep it: a word for what it is, a colon, the thing itself.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term(String);

impl Term {
    /// Contributing to an action field.
    #[must_use]
    pub fn action_field(id: Id<ActionField>) -> Self {
        Self(format!("field:{id}"))
    }

    /// For a group.
    #[must_use]
    pub fn target_group(group: TargetGroup) -> Self {
        Self(format!("for:{group}"))
    }

    /// In a language.
    #[must_use]
    pub fn language(tag: &LanguageTag) -> Self {
        Self(format!("in:{tag}"))
    }

    /// In the municipality with this key, which may be one that has ended.
    #[must_use]
    pub fn municipality_key(key: &str) -> Self {
        Self(format!("at:{key}"))
    }

    /// Coming out of a working group.
    #[must_use]
    pub fn working_group(id: Id<WorkingGroup>) -> Self {
        Self(format!("of:{id}"))
    }

    /// In a county.
    #[must_use]
    pub fn county(key: &CountyKey) -> Self {
        Self::municipality_key(key.as_str())
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a project is found by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ProjectListing {
    /// Terms.
    pub terms: BTreeSet<Term>,
    /// The key by which its title is sorted.
    pub sort_key: Vec<u8>,
}

impl Project {
    /// What it is found by.
    #[must_use]
    pub fn listing(&self) -> ProjectListing {
        let content = &self.content;
        let mut terms: BTreeSet<Term> = content.action_fields.iter().map(|id| Term::action_field(*id)).collect();
        terms.extend(content.target_groups.iter().map(|group| Term::target_group(*group)));
        terms.extend(content.languages.iter().map(Term::language));
        terms.extend(content.working_group.map(Term::working_group));
        for key in &content.municipalities {
            terms.insert(Term::municipality_key(key.as_str()));
            terms.insert(Term::municipality_key(key.county()));
        }
        let title = content.title.get(&content.primary_language).map_or("", |title| title.value.as_str());
        ProjectListing { terms, sort_key: sort_key(title) }
    }
}
