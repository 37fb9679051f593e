//! What the table of a report calls things, in German and English. The one place with these words.

use crate::graphql::message::Tongue;
use domain::organisation::OrganisationKind;

/// German and English.
pub(super) type Words = (&'static str, &'static str);

/// The words in the reader's tongue.
pub(super) const fn said(words: Words, tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::German => words.0,
        Tongue::English => words.1,
    }
}

pub(super) const PERIOD: Words = ("Zeitraum", "Period");
pub(super) const FROM: Words = ("Erster Tag", "First day");
pub(super) const UNTIL: Words = ("Letzter Tag", "Last day");
pub(super) const PROJECTS: Words = ("Projekte", "Projects");
pub(super) const ALL_PROJECTS: Words = ("Alle Projekte", "All projects");
pub(super) const BY_SELF_DESCRIBED: Words = (
    "Geleitet von einer Organisation, die sich als Migrantenorganisation beschreibt",
    "Led by an organisation that describes itself as a migrant organisation",
);
pub(super) const BY_OTHERS: Words = (
    "Geleitet von einer Organisation, die sich anders beschreibt",
    "Led by an organisation that describes itself as something else",
);
pub(super) const NOT_SAID: Words =
    ("Geleitet von einer Organisation, die dazu nichts sagt", "Led by an organisation that did not say");
pub(super) const SHARE: Words =
    ("Anteil der Leitung durch Migrantenorganisationen in Prozent", "Share led by migrant organisations in percent");
pub(super) const SEATS: Words =
    ("Sitze in Arbeitsgruppen (auf 5 gerundet)", "Seats in working groups (rounded to multiples of 5)");
pub(super) const NO_ORGANISATION: Words = ("Ohne Organisation", "For no organisation");
pub(super) const ALL_SEATS: Words = ("Summe der gezeigten Sitze", "Sum of the seats shown");
pub(super) const ORGANISATIONS: Words = ("Beteiligte Organisationen", "Organisations that took part");
pub(super) const ALL_ORGANISATIONS: Words = ("Alle Organisationen", "All organisations");
pub(super) const MUNICIPALITIES: Words = ("Organisationen nach Gemeinde", "Organisations by municipality");
pub(super) const LANGUAGES: Words = ("Organisationen nach Arbeitssprache", "Organisations by working language");

/// What a kind of organisation is called.
pub(super) const fn kind(kind: OrganisationKind) -> Words {
    use OrganisationKind as K;
    match kind {
        K::MigrantOrganisation => ("Migrantenorganisation", "Migrant organisation"),
        K::CulturalAssociation => ("Kulturverein", "Cultural association"),
        K::EducationalAssociation => ("Bildungsverein", "Educational association"),
        K::ReligiousCommunity => ("Religionsgemeinschaft", "Religious community"),
        K::SportsClub => ("Sportverein", "Sports club"),
        K::WelfareAssociation => ("Wohlfahrtsverband", "Welfare association"),
        K::AdviceService => ("Beratungsstelle", "Advice service"),
        K::EducationProvider => ("Bildungsträger", "Education provider"),
        K::School => ("Schule", "School"),
        K::DayCare => ("Kindertagesstätte", "Day care centre"),
        K::Municipality => ("Stadt- oder Gemeindeverwaltung", "Municipal administration"),
        K::CountyOffice => ("Kreisverwaltung", "County office"),
        K::IntegrationCouncil => ("Integrationsrat", "Integration council"),
        K::PoliticalParty => ("Partei", "Political party"),
        K::CompanyOrChamber => ("Unternehmen oder Kammer", "Company or chamber"),
        K::Initiative => ("Initiative", "Initiative"),
        K::Other => ("Sonstige", "Other"),
    }
}
