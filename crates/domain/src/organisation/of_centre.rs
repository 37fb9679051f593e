//! The organisation as which a centre itself takes part: leads projects, joins others.

use super::{Organisation, OrganisationContent, OrganisationKind, OrganisationState, Origin, OriginKind, Trust};
use crate::access::Deed;
use crate::centre::Centre;
use crate::change::{Change, Intent, Record, Revision};
use crate::event::EventKind;
use crate::id::Id;
use crate::refusal::{Problems, Refusal};

/// A new organisation with the centre whose it is.
#[derive(Debug)]
pub struct OfCentre {
    /// The organisation.
    pub organisation: Organisation,
    /// The centre, which knows it now.
    pub centre: Centre,
    /// The centre's revision before.
    pub centre_replaces: Revision,
}

impl Organisation {
    /// Sets up the organisation of a centre: a county office that is there at once. The centre's staff manages it.
    ///
    /// # Errors
    /// Not an administrator, the centre has one already, or something is wrong with the profile.
    pub fn of_centre(
        id: Id<Self>,
        mut centre: Centre,
        content: OrganisationContent,
        edit: impl FnOnce(&mut OrganisationContent, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<OfCentre>, Refusal> {
        intent.actor.may(Deed::CreateCentreOrganisation, centre.on())?;
        if centre.organisation.is_some() {
            return Err(Refusal::Duplicate { path: "centre".to_owned() });
        }
        let county = centre.county.clone();
        let edit = |content: &mut OrganisationContent, problems: &mut Problems| {
            edit(content, problems);
            content.kind = OrganisationKind::CountyOffice;
            if content.municipality.county() != county.as_str() {
                problems.add("municipality", crate::refusal::Flaw::OtherCounty);
            }
        };
        let origin = Origin { kind: OriginKind::Staff, source: None, date: None };
        let mut organisation = Self::new(id, Some(&centre), OrganisationState::Active, origin, content, edit, intent)?;
        organisation.facts.trust = Trust::Trusted;
        centre.organisation = Some(id);
        let centre_replaces = centre.revision;
        centre.touch(centre_replaces.next(), intent.now);
        let change = Change::create(organisation, intent, EventKind::CentreOrganisationCreated);
        Ok(change.with(|organisation| OfCentre { organisation, centre, centre_replaces }))
    }
}
