//! Who sees what.

use crate::account::Account;
use crate::centre::{Centre, StaffMember};
use crate::contact::ContactPoint;
use crate::id::Id;
use crate::macros::text_enum;
use crate::membership::Membership;
use crate::offer::Offer;
use crate::organisation::{Organisation, OrganisationFacts};
use crate::project::Project;
use crate::time::Timestamp;
use crate::working_group::{GroupRole, WorkingGroup};

text_enum! {
    /// How far something is to be seen.
    Visibility {
        /// By those who take part.
        Internal = "INTERNAL",
        /// By the members of all public organisations, too.
        Network = "NETWORK",
        /// By everybody.
        Public = "PUBLIC",
    }
}

/// How much of something a reader sees, least first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Sight {
    /// What one has to know to answer an invitation.
    Invited,
    /// What everybody sees.
    Public,
    /// What the network sees.
    Network,
    /// All of it.
    Inside,
}

/// What somebody sees beyond the public: everything of their organisations, and of the centres they work for.
/// `persistence` translates exactly this into SQL.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The person.
    pub account: Option<Id<Account>>,
    /// Organisations the person is a member of.
    pub organisations: Vec<Id<Organisation>>,
    /// Centres the person works for.
    pub centres: Vec<Id<Centre>>,
    /// Whether the person belongs to the network: member of a public organisation, or on the staff of a centre.
    pub is_networked: bool,
    /// Working groups the person is in, with the role there.
    pub groups: Vec<(Id<WorkingGroup>, GroupRole)>,
}

impl Scope {
    /// Whether this is a member of the organisation or on the staff of its centre.
    #[must_use]
    pub fn is_inside(&self, organisation: &OrganisationFacts) -> bool {
        self.organisations.contains(&organisation.id) || self.centres.contains(&organisation.centre)
    }

    /// Whether the organisation exists for this reader.
    #[must_use]
    pub fn sees_organisation(&self, organisation: &Organisation) -> bool {
        let facts = &organisation.facts;
        !facts.status.is_deleted() && (facts.status.is_public() || self.is_inside(facts))
    }

    /// Whether the offer exists for this reader.
    #[must_use]
    pub fn sees_offer(&self, offer: &Offer, now: Timestamp) -> bool {
        let exists = !offer.state.is_deleted() && !offer.organisation.status.is_deleted();
        exists && (offer.is_public(now) || self.is_inside(&offer.organisation))
    }

    /// Whether the membership exists for this reader: it is their own, or they are inside of the organisation.
    #[must_use]
    pub fn sees_membership(&self, membership: &Membership) -> bool {
        self.account == Some(membership.account) || self.is_inside(&membership.organisation)
    }

    /// Whether the post exists for this reader: they work at the same centre.
    #[must_use]
    pub fn sees_post(&self, post: &StaffMember) -> bool {
        self.centres.contains(&post.centre)
    }

    /// Whether the contact point exists for this reader.
    #[must_use]
    pub fn sees_contact_point(&self, point: &ContactPoint) -> bool {
        let public = point.organisation.status.is_public() && point.is_public_at_all();
        let exists = !point.is_deleted && !point.organisation.status.is_deleted();
        exists && (public || self.is_inside(&point.organisation))
    }

    /// How much of the project this reader sees; `None`: it does not exist for them.
    #[must_use]
    pub fn sight_of(&self, project: &Project) -> Option<Sight> {
        let lead = &project.lead;
        if project.state.is_deleted() || lead.status.is_deleted() {
            return None;
        }
        let is_ours = |organisation: &OrganisationFacts| self.organisations.contains(&organisation.id);
        let takes_part = project.accepted().any(|partner| is_ours(&partner.organisation));
        let is_in_team = project.team.iter().any(|member| Some(member.account) == self.account);
        let is_asked =
            project.partnerships.iter().any(|partner| partner.is_pending() && is_ours(&partner.organisation));
        let is_shown = lead.status.is_public();
        let visibility = project.content.visibility;
        if self.centres.contains(&lead.centre) || takes_part || is_in_team {
            Some(Sight::Inside)
        } else if is_shown && self.is_networked && visibility >= Visibility::Network {
            Some(Sight::Network)
        } else if is_shown && visibility == Visibility::Public {
            Some(Sight::Public)
        } else if is_asked {
            Some(Sight::Invited)
        } else {
            None
        }
    }

    /// How much of the working group this reader sees; `None`: it does not exist for them.
    #[must_use]
    pub fn sight_of_group(&self, group: &WorkingGroup) -> Option<Sight> {
        let is_in_it = self.groups.iter().any(|(id, _)| *id == group.id);
        let visibility = group.content.visibility;
        if self.centres.contains(&group.centre) || is_in_it {
            Some(Sight::Inside)
        } else if self.is_networked && visibility >= Visibility::Network {
            Some(Sight::Network)
        } else if visibility == Visibility::Public {
            Some(Sight::Public)
        } else if group.members.iter().any(|member| member.is_pending() && member.is_of(self)) {
            Some(Sight::Invited)
        } else {
            None
        }
    }

    /// Whether the reader runs the working group: as chair or deputy.
    #[must_use]
    pub fn runs_group(&self, group: Id<WorkingGroup>) -> bool {
        self.groups.iter().any(|(id, role)| *id == group && *role >= GroupRole::Deputy)
    }
}
