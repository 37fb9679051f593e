//! The parts of an organisation, as they are read.

use crate::graphql::enums::{OriginKind, ResourceKind};
use crate::graphql::scalar::{Date, LanguageTag};
use async_graphql::{Enum, SimpleObject};
use domain::centre::Freshness as StoredFreshness;

/// How long ago something was confirmed, compared with how often it has to be.
#[derive(Enum, Clone, Copy, Debug, PartialEq, Eq)]
#[graphql(remote = "StoredFreshness")]
pub enum Freshness {
    /// Confirmed not long ago.
    Fresh,
    /// Due to be confirmed.
    Due,
    /// Too long ago to be relied on.
    Stale,
}

/// A name in another language or script.
#[derive(SimpleObject, Clone)]
pub struct AlternateName {
    /// The language.
    language: LanguageTag,
    /// The name.
    name: String,
    /// Whether it is the same name in another script rather than another name.
    is_transliteration: bool,
}

impl From<&domain::organisation::AlternateName> for AlternateName {
    fn from(name: &domain::organisation::AlternateName) -> Self {
        Self {
            language: (&name.language).into(),
            name: name.name.to_string(),
            is_transliteration: name.is_transliteration,
        }
    }
}

/// How many members there are.
#[derive(SimpleObject, Clone)]
pub struct MemberCount {
    /// The number.
    pub(super) value: u32,
    /// When it was counted.
    pub(super) as_of: Option<Date>,
    /// Whether the organisation says so itself.
    pub(super) is_self_declared: bool,
    /// Whether it is only about right.
    pub(super) is_approximate: bool,
}

/// Something an organisation seeks or shares.
#[derive(SimpleObject, Clone)]
pub struct Resource {
    /// What it is.
    pub(super) kind: ResourceKind,
    /// Said more exactly.
    pub(super) note: Option<String>,
}

/// The organisation's id in another register.
#[derive(SimpleObject, Clone)]
pub struct ExternalId {
    /// The register.
    pub(super) system: String,
    /// The id there.
    pub(super) value: String,
}

/// Where an entry comes from.
#[derive(SimpleObject, Clone)]
pub struct Origin {
    /// In general.
    kind: OriginKind,
    /// The report or system.
    source: Option<String>,
    /// Of when.
    date: Option<Date>,
}

impl From<&domain::organisation::Origin> for Origin {
    fn from(origin: &domain::organisation::Origin) -> Self {
        Self {
            kind: origin.kind.into(),
            source: origin.source.as_ref().map(ToString::to_string),
            date: origin.date.as_ref().map(Date::from),
        }
    }
}

/// What an organisation seeks or shares, as the API shows it.
pub(super) fn resources(resources: &[domain::organisation::Resource]) -> Vec<Resource> {
    let show = |resource: &domain::organisation::Resource| Resource {
        kind: resource.kind.into(),
        note: resource.note.as_ref().map(ToString::to_string),
    };
    resources.iter().map(show).collect()
}
