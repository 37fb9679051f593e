//! Anything by its id.

use super::caller::Caller;
use super::centre::{ActionFieldNode, CentreNode, StaffNode, action_field_nodes, centre_nodes, staff_nodes};
use super::contact::ContactPointNode;
use super::failure::Failure;
use super::load::Batch;
use super::meeting::{DecisionNode, MeetingNode, MinutesNode, decisions_by_id, meetings_by_id, minutes_by_id};
use super::membership::{MembershipNode, membership_nodes};
use super::offer::{OfferNode, offer_nodes};
use super::organisation::{OrganisationNode, organisation_nodes};
use super::participation::{SnapshotNode, snapshots_by_id};
use super::place::PlaceNode;
use super::project::{NeedNode, PartnershipNode, ProjectNode, TeamMemberNode, parts_by_id, project_nodes};
use super::task::{TaskNode, tasks_by_id};
use super::working_group::{GroupMemberNode, GroupNode, InterestNode, group_nodes, interest_nodes, members_by_id};
use async_graphql::{Context, ID, Interface, Object};
use domain::centre::{ActionField, Centre, StaffMember};
use domain::contact::ContactPoint;
use domain::id::{Entity, Id, parse};
use domain::meeting::{Decision, Meeting, Minutes};
use domain::membership::Membership;
use domain::offer::Offer;
use domain::organisation::Organisation;
use domain::participation::ParticipationSnapshot;
use domain::place::Place;
use domain::project::{Need, Partnership, Project, TeamMember};
use domain::refusal::Flaw;
use domain::task::Task;
use domain::working_group::{GroupMember, Interest, WorkingGroup};
use persistence::OfferShape;
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// Anything that has an id. The same thing has one id in every language, for ever.
#[derive(Interface, Clone)]
#[graphql(field(name = "id", ty = "ID", desc = "Its id: opaque, the same for ever."))]
pub enum Node {
    /// An offer.
    Offer(OfferNode),
    /// An organisation.
    Organisation(OrganisationNode),
    /// A place.
    Place(PlaceNode),
    /// A contact point.
    ContactPoint(ContactPointNode),
    /// A centre.
    Centre(CentreNode),
    /// An action field.
    ActionField(ActionFieldNode),
    /// A post.
    StaffMember(StaffNode),
    /// A membership.
    Membership(MembershipNode),
    /// A project.
    Project(ProjectNode),
    /// A partner of a project.
    Partnership(PartnershipNode),
    /// A person in the team of a project.
    TeamMember(TeamMemberNode),
    /// Something a project looks for.
    Need(NeedNode),
    /// A task or milestone.
    Task(TaskNode),
    /// A working group.
    WorkingGroup(GroupNode),
    /// Somebody in a working group.
    GroupMember(GroupMemberNode),
    /// An interest in a working group.
    Interest(InterestNode),
    /// A meeting of a working group.
    Meeting(MeetingNode),
    /// One version of a meeting's minutes.
    Minutes(MinutesNode),
    /// A decision of a meeting.
    Decision(DecisionNode),
    /// A frozen report on who takes part.
    ParticipationSnapshot(SnapshotNode),
}

impl Node {
    /// Counts that somebody from outside looks at one thing that is translated.
    fn note_reading(&self, caller: &Caller) {
        let (subject, organisation) = match self {
            Self::Offer(node) => (node.offer().id.uuid(), &node.offer().organisation),
            Self::Organisation(node) => (node.organisation().id.uuid(), &node.organisation().facts),
            Self::Project(node) => (node.project().id.uuid(), &node.project().lead),
            _ => return,
        };
        if !caller.scope.is_inside(organisation) {
            caller.app.reads.note(subject);
        }
    }
}

/// How many ids `nodes` takes.
const MOST: usize = 100;

/// Loads whatever stands behind these ids and is visible: one statement for each type among them.
pub(super) async fn load(caller: &Caller, ids: &[ID]) -> Result<Vec<Option<Node>>, Failure> {
    let asked: Vec<Option<(&str, Uuid)>> = ids.iter().map(|id| parse(id)).collect();
    let of = |prefix: &str| -> Vec<Uuid> {
        asked.iter().flatten().filter(|(found, _)| *found == prefix).map(|(_, uuid)| *uuid).collect()
    };
    let mut found: HashMap<Uuid, Node> = HashMap::new();
    let (store, scope) = (&caller.app.store, &caller.scope);
    let failed = |error| caller.failed(error);
    if let Some(ids) = typed::<Offer>(of) {
        let records = store.offers_by_id(scope, caller.now, &ids, OfferShape::default()).await.map_err(failed)?;
        found
            .extend(offer_nodes(records.values(), caller).into_iter().map(|(id, node)| (id.uuid(), Node::Offer(node))));
    }
    if let Some(ids) = typed::<Organisation>(of) {
        let organisations = store.organisations_by_id(scope, &ids).await.map_err(failed)?;
        let resolved: Vec<_> = organisations.iter().map(|(asked, organisation)| (*asked, organisation.id)).collect();
        let nodes = organisation_nodes(organisations.into_values().map(Arc::new).collect(), caller);
        found.extend(resolved.into_iter().map(|(asked, id)| (asked.uuid(), Node::Organisation(nodes[&id].clone()))));
    }
    if let Some(ids) = typed::<Place>(of) {
        let owners = store.organisations_of_places(&ids).await.map_err(failed)?;
        let organisations: Vec<_> = owners.values().copied().collect();
        let organisations = store.organisations_by_id(scope, &organisations).await.map_err(failed)?;
        for organisation in organisations.into_values() {
            let places = organisation.seen_by(scope).content.places;
            found.extend(places.into_iter().map(|place| (place.id.uuid(), Node::Place(PlaceNode(place)))));
        }
    }
    if let Some(ids) = typed::<ContactPoint>(of) {
        let points = store.contact_points(scope, &ids).await.map_err(failed)?;
        let siblings = Batch::new(ids);
        let seen = |point: &ContactPoint| {
            ContactPointNode::seen(point, scope, &siblings).map(|node| (point.id.uuid(), Node::ContactPoint(node)))
        };
        found.extend(points.iter().filter_map(seen));
    }
    if let Some(ids) = typed::<Centre>(of) {
        let centres = store.centres_by_id(&ids).await.map_err(failed)?;
        let nodes = centre_nodes(centres.into_values().collect());
        found.extend(nodes.into_iter().map(|(id, node)| (id.uuid(), Node::Centre(node))));
    }
    if let Some(ids) = typed::<ActionField>(of) {
        let nodes = action_field_nodes(store.action_fields(&ids).await.map_err(failed)?);
        found.extend(nodes.into_iter().map(|(id, node)| (id.uuid(), Node::ActionField(node))));
    }
    if let Some(ids) = typed::<StaffMember>(of) {
        let mut posts = store.staff(&ids).await.map_err(failed)?;
        posts.retain(|post| scope.sees_post(post));
        let mut by_centre: HashMap<_, Vec<_>> = HashMap::new();
        for post in posts {
            by_centre.entry(post.centre).or_default().push(post);
        }
        let nodes = staff_nodes(by_centre).into_values().flatten();
        found.extend(nodes.map(|node| (node.key().uuid(), Node::StaffMember(node))));
    }
    if let Some(ids) = typed::<Membership>(of) {
        let mut memberships = store.memberships(&ids).await.map_err(failed)?;
        memberships.retain(|membership| scope.sees_membership(membership));
        let nodes = membership_nodes(memberships).into_iter();
        found.extend(nodes.map(|node| (node.key().uuid(), Node::Membership(node))));
    }
    if let Some(ids) = typed::<Project>(of) {
        let projects = store.projects_by_id(scope, &ids).await.map_err(failed)?;
        let nodes = project_nodes(projects.into_values().collect(), caller).into_iter();
        found.extend(nodes.map(|(id, node)| (id.uuid(), Node::Project(node))));
    }
    if let Some(ids) = typed::<Partnership>(of) {
        let parts = parts_by_id::<PartnershipNode>(caller, &ids).await?.into_iter();
        found.extend(parts.map(|(id, node)| (id.uuid(), Node::Partnership(node))));
    }
    if let Some(ids) = typed::<TeamMember>(of) {
        let parts = parts_by_id::<TeamMemberNode>(caller, &ids).await?.into_iter();
        found.extend(parts.map(|(id, node)| (id.uuid(), Node::TeamMember(node))));
    }
    if let Some(ids) = typed::<Need>(of) {
        let parts = parts_by_id::<NeedNode>(caller, &ids).await?.into_iter();
        found.extend(parts.map(|(id, node)| (id.uuid(), Node::Need(node))));
    }
    if let Some(ids) = typed::<Meeting>(of) {
        let meetings = meetings_by_id(caller, &ids).await?.into_iter();
        found.extend(meetings.map(|(id, node)| (id.uuid(), Node::Meeting(node))));
    }
    if let Some(ids) = typed::<Minutes>(of) {
        let minutes = minutes_by_id(caller, &ids).await?.into_iter();
        found.extend(minutes.map(|(id, node)| (id.uuid(), Node::Minutes(node))));
    }
    if let Some(ids) = typed::<Decision>(of) {
        let decisions = decisions_by_id(caller, &ids).await?.into_iter();
        found.extend(decisions.map(|(id, node)| (id.uuid(), Node::Decision(node))));
    }
    if let Some(ids) = typed::<ParticipationSnapshot>(of) {
        let snapshots = snapshots_by_id(caller, &ids).await?.into_iter();
        found.extend(snapshots.map(|(id, node)| (id.uuid(), Node::ParticipationSnapshot(node))));
    }
    if let Some(ids) = typed::<Task>(of) {
        let tasks = tasks_by_id(caller, &ids).await?.into_iter();
        found.extend(tasks.map(|(id, node)| (id.uuid(), Node::Task(node))));
    }
    if let Some(ids) = typed::<WorkingGroup>(of) {
        let groups = store.working_groups_by_id(scope, &ids).await.map_err(failed)?;
        let nodes = group_nodes(groups.into_values().collect(), caller).into_iter();
        found.extend(nodes.map(|(id, node)| (id.uuid(), Node::WorkingGroup(node))));
    }
    if let Some(ids) = typed::<GroupMember>(of) {
        let members = members_by_id(caller, &ids).await?.into_iter();
        found.extend(members.map(|(id, node)| (id.uuid(), Node::GroupMember(node))));
    }
    if let Some(ids) = typed::<Interest>(of) {
        let mut interests = store.interests(&ids).await.map_err(failed)?;
        interests.retain(|interest| interest.is_seen_by(scope));
        found.extend(interest_nodes(interests).into_iter().map(|(id, node)| (id.uuid(), Node::Interest(node))));
    }
    Ok(asked.into_iter().map(|id| id.and_then(|(_, uuid)| found.get(&uuid).cloned())).collect())
}

/// The ids of this type among those asked for; `None` if there is none.
fn typed<T: Entity>(of: impl Fn(&str) -> Vec<Uuid>) -> Option<Vec<Id<T>>> {
    let ids: Vec<_> = of(T::PREFIX).into_iter().map(Id::from_uuid).collect();
    (!ids.is_empty()).then_some(ids)
}

/// Reading anything by its id.
#[derive(Default)]
pub struct NodeQuery;

#[Object]
impl NodeQuery {
    /// Whatever has this id; `null` if there is nothing, or nothing you may see. The id of an organisation that became
    /// part of another leads to that one.
    async fn node(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The id, as you got it.")] id: ID,
    ) -> Option<Result<Node, Failure>> {
        match load(Caller::of(ctx), &[id]).await {
            Ok(mut found) => {
                let node = found.pop().flatten()?;
                node.note_reading(Caller::of(ctx));
                Some(Ok(node))
            }
            Err(failure) => Some(Err(failure)),
        }
    }

    /// Whatever has these ids, in the same order, with `null` where there is nothing you may see. At most 100.
    async fn nodes(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Up to 100 ids, of whatever types.")] ids: Vec<ID>,
    ) -> Result<Vec<Option<Node>>, Failure> {
        let caller = Caller::of(ctx);
        if ids.len() > MOST {
            return Err(Failure::argument("ids", Flaw::TooMany { max: MOST }, caller.tongue));
        }
        load(caller, &ids).await
    }
}
