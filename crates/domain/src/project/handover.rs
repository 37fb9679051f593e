//! The lead goes from one organisation to another: both want it, and at any time there is one.

use super::{PartnerRole, Partnership, Project};
use crate::access::{Deed, On};
use crate::change::{Change, Intent, Record, Revision};
use crate::event::EventKind;
use crate::id::Id;
use crate::organisation::Organisation;
use crate::refusal::{Flaw, Refusal};

/// A project whose lead went over, with both partnerships as they are now.
#[derive(Debug)]
pub struct HandedOver {
    /// The project.
    pub project: Project,
    /// The partnership of the organisation that led until now, and its revision before.
    pub from: (Partnership, Revision),
    /// The partnership of the organisation that leads now, and its revision before.
    pub to: (Partnership, Revision),
}

impl Project {
    /// Whose deed a step of the handing over is: the lead offers, the other side accepts, either drops it.
    pub(super) fn sides_of_handover(&self, deed: Deed) -> Vec<On> {
        let lead = On { organisation: Some(self.lead.id), ..On::default() };
        let other = self.lead_offered_to.map(|id| On { organisation: Some(id), ..On::default() });
        match deed {
            Deed::AcceptLead => other.into_iter().collect(),
            Deed::DeclineLead => other.into_iter().chain([lead]).collect(),
            _ => vec![lead],
        }
    }

    /// Whether a step of the handing over is possible now.
    pub(super) fn open_handover(&self, deed: Deed) -> Result<(), Refusal> {
        let state = self.state.status().as_str();
        match (deed, self.lead_offered_to) {
            (Deed::OfferLead, Some(_)) | (Deed::AcceptLead | Deed::DeclineLead, None) => {
                Err(Refusal::IllegalStep { deed, state })
            }
            (Deed::AcceptLead, Some(other)) => self.can_lead(other).map(|_| ()),
            (Deed::OfferLead, None) if self.accepted().nth(1).is_none() => {
                Err(Refusal::problem("partners", Flaw::NoPartner))
            }
            _ => Ok(()),
        }
    }

    /// The partnership of an organisation that could lead: accepted, active, and not the lead already.
    fn can_lead(&self, organisation: Id<Organisation>) -> Result<&Partnership, Refusal> {
        let mut others = self.accepted().filter(|partner| partner.role != PartnerRole::Lead);
        let partner = others.find(|partner| partner.organisation.id == organisation);
        let partner = partner.ok_or_else(|| Refusal::problem("organisation", Flaw::NotAPartner))?;
        if partner.organisation.can_take_part(Deed::AcceptPartnership).is_err() {
            return Err(Refusal::problem("organisation", Flaw::OrganisationNotPublic));
        }
        Ok(partner)
    }

    /// Asks a partner to take over the lead.
    ///
    /// # Errors
    /// Not manager of the lead, stale, not in this state, or not an accepted partner.
    pub fn offer_lead(mut self, organisation: Id<Organisation>, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::OfferLead, intent)?;
        self.can_lead(organisation)?;
        self.lead_offered_to = Some(organisation);
        Ok(Change::update(self, intent, EventKind::LeadOffered).noting("organisation", organisation.to_string()))
    }

    /// Leaves the lead where it is.
    ///
    /// # Errors
    /// Manager of neither side, stale, or nobody was asked.
    pub fn decline_lead(mut self, intent: &Intent<'_>) -> Result<Change<Self>, Refusal> {
        self.decide(Deed::DeclineLead, intent)?;
        let organisation = self.lead_offered_to.take().map(|id| id.to_string()).unwrap_or_default();
        Ok(Change::update(self, intent, EventKind::LeadDeclined).noting("organisation", organisation))
    }

    /// Takes over the lead. Who led until now stays as a partner.
    ///
    /// # Errors
    /// Not manager of the organisation that was asked, stale, or it is no accepted partner any more.
    pub fn accept_lead(mut self, intent: &Intent<'_>) -> Result<Change<HandedOver>, Refusal> {
        self.decide(Deed::AcceptLead, intent)?;
        let other = self.lead_offered_to.ok_or_else(|| Refusal::problem("organisation", Flaw::NotAPartner))?;
        let to = self.can_lead(other)?.clone();
        let from = self.accepted().find(|partner| partner.role == PartnerRole::Lead).cloned();
        let from = from.ok_or_else(|| Refusal::problem("organisation", Flaw::NotAPartner))?;
        let old = self.lead.id;
        self.lead = to.organisation.clone();
        self.lead_offered_to = None;
        // Action fields belong to a centre; those of another one mean nothing here.
        if self.lead.centre != from.organisation.centre {
            self.content.action_fields.clear();
        }
        let key = self.key();
        let pass = |partner: Partnership, role: PartnerRole| {
            let before = partner.revision;
            let mut partner = Partnership { role, project: key, ..partner };
            partner.touch(before.next(), intent.now);
            (partner, before)
        };
        let (from, to) = (pass(from, PartnerRole::Partner), pass(to, PartnerRole::Lead));
        for (partner, _) in [&from, &to] {
            let mut own = self.partnerships.iter_mut().filter(|own| own.id == partner.id);
            own.by_ref().for_each(|own| own.clone_from(partner));
        }
        for partner in &mut self.partnerships {
            partner.project = key;
        }
        let change = Change::update(self, intent, EventKind::LeadHandedOver);
        let change = change
            .on_behalf_of(other, intent)
            .noting("from", old.to_string())
            .noting("organisation", other.to_string());
        Ok(change.with(|project| HandedOver { project, from, to }))
    }
}
