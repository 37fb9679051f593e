//! Who asks.

use crate::account::Account;
use crate::centre::Centre;
use crate::id::Id;
use crate::macros::text_enum;
use crate::organisation::Organisation;
use crate::session::Session;
use crate::working_group::{GroupRole, WorkingGroup};

text_enum! {
    /// What a person may do in an organisation. Each role includes the ones before it.
    MemberRole {
        /// Sees internals.
        Member = "MEMBER",
        /// Drafts and submits offers, besides all that a member may.
        Editor = "EDITOR",
        /// Looks after members, profile and consents, besides all that an editor may.
        Manager = "MANAGER",
    }
}

text_enum! {
    /// What a person may do in a centre. Each role includes the ones before it.
    StaffRole {
        /// Reviews, admits, coordinates.
        Coordinator = "COORDINATOR",
        /// Looks after staff and vocabularies, besides all that a coordinator may.
        Administrator = "ADMINISTRATOR",
    }
}

/// A post on the staff of a centre.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Post {
    /// The centre.
    pub centre: Id<Centre>,
    /// The role there.
    pub role: StaffRole,
    /// Whether nobody else is on the staff of this centre, so that a second person cannot be asked for.
    pub is_alone: bool,
    /// The organisation as which the centre takes part, if it has one; its staff manages it.
    pub organisation: Option<Id<Organisation>>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Who {
    Visitor,
    Person { account: Id<Account>, session: Id<Session> },
    Operator,
}

/// Who asks, with roles; read once per request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Actor {
    who: Who,
    memberships: Vec<(Id<Organisation>, MemberRole)>,
    posts: Vec<Post>,
    groups: Vec<(Id<WorkingGroup>, GroupRole)>,
    is_networked: bool,
}

impl Actor {
    /// Somebody who has not signed in.
    #[must_use]
    pub const fn visitor() -> Self {
        Self { who: Who::Visitor, memberships: Vec::new(), posts: Vec::new(), groups: Vec::new(), is_networked: false }
    }

    /// Whoever runs commands on the machine itself.
    #[must_use]
    pub const fn operator() -> Self {
        Self { who: Who::Operator, memberships: Vec::new(), posts: Vec::new(), groups: Vec::new(), is_networked: false }
    }

    /// A signed-in person.
    #[must_use]
    pub fn person(
        account: Id<Account>,
        session: Id<Session>,
        mut memberships: Vec<(Id<Organisation>, MemberRole)>,
        posts: Vec<Post>,
    ) -> Self {
        memberships.extend(posts.iter().filter_map(|post| post.organisation).map(|own| (own, MemberRole::Manager)));
        let is_networked = !posts.is_empty();
        Self { who: Who::Person { account, session }, memberships, posts, groups: Vec::new(), is_networked }
    }

    /// The same person, who is a member of a public organisation.
    #[must_use]
    pub fn networked(self) -> Self {
        Self { is_networked: true, ..self }
    }

    /// The same person, who is in these working groups.
    #[must_use]
    pub fn in_groups(self, groups: Vec<(Id<WorkingGroup>, GroupRole)>) -> Self {
        Self { groups, ..self }
    }

    /// The working groups the person is in, with the role there.
    #[must_use]
    pub fn groups(&self) -> &[(Id<WorkingGroup>, GroupRole)] {
        &self.groups
    }

    /// The role in a working group.
    #[must_use]
    pub fn role_in_group(&self, group: Id<WorkingGroup>) -> Option<GroupRole> {
        self.groups.iter().find(|(id, _)| *id == group).map(|(_, role)| *role)
    }

    /// Whether the person belongs to the network: member of a public organisation, or on the staff of a centre.
    #[must_use]
    pub const fn is_networked(&self) -> bool {
        self.is_networked
    }

    /// The account, if somebody has signed in.
    #[must_use]
    pub const fn account(&self) -> Option<Id<Account>> {
        match self.who {
            Who::Person { account, .. } => Some(account),
            Who::Visitor | Who::Operator => None,
        }
    }

    /// The session, if somebody has signed in.
    #[must_use]
    pub const fn session(&self) -> Option<Id<Session>> {
        match self.who {
            Who::Person { session, .. } => Some(session),
            Who::Visitor | Who::Operator => None,
        }
    }

    /// Whether it is the operator of the machine.
    #[must_use]
    pub fn is_operator(&self) -> bool {
        self.who == Who::Operator
    }

    /// The role in an organisation.
    #[must_use]
    pub fn role_in(&self, organisation: Id<Organisation>) -> Option<MemberRole> {
        self.memberships.iter().find(|(id, _)| *id == organisation).map(|(_, role)| *role)
    }

    /// The post in a centre.
    #[must_use]
    pub fn post_in(&self, centre: Id<Centre>) -> Option<&Post> {
        self.posts.iter().find(|post| post.centre == centre)
    }

    /// All memberships, that in the organisation of one's centre too.
    #[must_use]
    pub fn memberships(&self) -> &[(Id<Organisation>, MemberRole)] {
        &self.memberships
    }

    /// All posts.
    #[must_use]
    pub fn posts(&self) -> &[Post] {
        &self.posts
    }
}
