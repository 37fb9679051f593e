//! Projects among their siblings, for which things are loaded together.

use super::partnership::PartnershipNode;
use super::team::TeamMemberNode;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::task::{TaskHomeNode, TaskNode, task_nodes};
use async_graphql::Context;
use domain::access::Sight;
use domain::account::Account;
use domain::centre::{ActionField, Centre};
use domain::id::Id;
use domain::offer::Offer;
use domain::organisation::Organisation;
use domain::project::{Partnership, Project};
use domain::task::TaskOf;
use domain::working_group::WorkingGroup;
use persistence::Part;
use std::collections::HashMap;
use std::sync::Arc;

/// What the projects of one statement have loaded together.
pub(super) struct Siblings {
    pub(super) projects: Arc<Batch<Id<Project>>>,
    pub(super) partnerships: Arc<Batch<Id<Partnership>>>,
    pub(super) organisations: Arc<Batch<Id<Organisation>>>,
    pub(super) accounts: Arc<Batch<Id<Account>>>,
    pub(super) origins: Arc<Batch<Id<Project>>>,
    pub(super) centres: Arc<Batch<Id<Centre>>>,
    pub(super) action_fields: Arc<Batch<Id<ActionField>>>,
    pub(super) offers: Arc<Batch<Id<Offer>>>,
    pub(super) groups: Arc<Batch<Id<WorkingGroup>>>,
}

/// A project among its siblings, as the reader sees it.
#[derive(Clone)]
pub struct ProjectNode {
    pub(super) project: Arc<Project>,
    pub(super) sight: Sight,
    pub(super) siblings: Arc<Siblings>,
}

/// Projects that came out of one statement, as the reader sees them; those that are hidden are left out.
pub fn project_nodes(projects: Vec<Project>, caller: &Caller) -> HashMap<Id<Project>, ProjectNode> {
    let seen = projects.into_iter().filter_map(|project| project.seen_by(&caller.scope));
    nodes(seen.collect())
}

fn nodes(seen: Vec<(Sight, Project)>) -> HashMap<Id<Project>, ProjectNode> {
    let all = || seen.iter().map(|(_, project)| project);
    let partners = all().flat_map(|project| project.partnerships.iter().map(|partner| partner.organisation.id));
    let asked = all().filter_map(|project| project.lead_offered_to);
    let origins = || all().filter_map(|project| project.adapted_from.as_ref());
    let organisations = partners.chain(asked).chain(origins().map(|origin| origin.organisation));
    let siblings = Arc::new(Siblings {
        projects: Batch::new(all().map(|project| project.id).collect()),
        partnerships: Batch::new(
            all().flat_map(|project| project.partnerships.iter().map(|partner| partner.id)).collect(),
        ),
        organisations: Batch::new(organisations.collect()),
        accounts: Batch::new(all().flat_map(|project| project.team.iter().map(|member| member.account)).collect()),
        origins: Batch::new(origins().map(|origin| origin.project).collect()),
        centres: Batch::new(all().map(|project| project.lead.centre).collect()),
        action_fields: Batch::new(all().flat_map(|project| project.content.action_fields.iter().copied()).collect()),
        groups: Batch::new(all().filter_map(|project| project.content.working_group).collect()),
        offers: Batch::new(all().flat_map(|project| project.content.offers.iter().copied()).collect()),
    });
    let node = |(sight, project): (Sight, Project)| {
        (project.id, ProjectNode { project: Arc::new(project), sight, siblings: Arc::clone(&siblings) })
    };
    seen.into_iter().map(node).collect()
}

/// Loads one of a batch of projects; `None` if the reader does not see it.
pub async fn load_project(
    ctx: &Context<'_>,
    batch: &Batch<Id<Project>>,
    id: Id<Project>,
) -> Result<Option<ProjectNode>, Failure> {
    let caller = Caller::of(ctx);
    let found = batch.load("project".to_owned(), id, |ids| async move {
        let found = caller.app.store.projects_by_id(&caller.scope, &ids).await.map_err(|error| caller.failed(error))?;
        Ok(project_nodes(found.into_values().collect(), caller))
    });
    found.await
}

/// Something that belongs to a project and has an id of its own.
pub trait OfProject: Sized + Send {
    /// What it shows.
    type Part: Part;
    /// Its id.
    fn key(&self) -> Id<Self::Part>;
    /// All of a project, as far as the reader sees them.
    fn all(project: &ProjectNode, caller: &Caller) -> impl Future<Output = Result<Vec<Self>, Failure>> + Send;
}

/// What belongs to projects, by its ids, as far as the reader sees it: one statement for the projects it belongs to, and one
/// for itself.
pub async fn parts_by_id<N: OfProject>(
    caller: &Caller,
    ids: &[Id<N::Part>],
) -> Result<HashMap<Id<N::Part>, N>, Failure> {
    let (store, failed) = (&caller.app.store, |error| caller.failed(error));
    let owners = store.projects_of_parts(ids).await.map_err(failed)?;
    let projects: Vec<_> = owners.into_values().collect();
    let projects = store.projects_by_id(&caller.scope, &projects).await.map_err(failed)?;
    let mut found = HashMap::new();
    for project in project_nodes(projects.into_values().collect(), caller).into_values() {
        let parts = N::all(&project, caller).await?.into_iter().map(|part| (part.key(), part));
        found.extend(parts.filter(|(id, _)| ids.contains(id)));
    }
    Ok(found)
}

/// One of them as it is now, if the reader sees it.
pub(super) async fn part_by_id<N: OfProject>(caller: &Caller, id: &str) -> Result<Option<N>, Failure> {
    let Ok(id) = id.parse() else { return Ok(None) };
    Ok(parts_by_id(caller, &[id]).await?.remove(&id))
}

impl ProjectNode {
    /// One alone, if the reader sees it.
    pub(crate) fn seen(project: Project, caller: &Caller) -> Option<Self> {
        project_nodes(vec![project], caller).into_values().next()
    }

    /// What the caller has just changed; it may be gone now.
    pub(crate) fn changed(project: Project, caller: &Caller) -> Self {
        let seen = project.clone().seen_by(&caller.scope).unwrap_or((Sight::Invited, project));
        let mut found = nodes(vec![seen]).into_values();
        found.next().unwrap_or_else(|| unreachable!("one goes in, one comes out"))
    }

    /// The project, as the reader sees it.
    pub(crate) fn project(&self) -> &Arc<Project> {
        &self.project
    }

    pub(super) fn is_inside(&self) -> bool {
        self.sight == Sight::Inside
    }

    /// The partners, with this project.
    pub(crate) fn partnerships(&self) -> impl Iterator<Item = PartnershipNode> {
        self.project
            .partnerships
            .iter()
            .map(|partner| PartnershipNode::new(partner.clone(), Some(self.clone()), &self.siblings))
    }

    /// Its tasks and milestones, with this project. Whoever asks has checked that the reader takes part.
    pub(super) async fn all_tasks(&self, caller: &Caller) -> Result<Vec<TaskNode>, Failure> {
        let found = self.siblings.projects.load("tasks".to_owned(), self.project.id, |ids| async move {
            let tasks = caller.app.store.tasks_of_projects(&ids).await.map_err(|error| caller.failed(error))?;
            let mut found: HashMap<Id<Project>, Vec<TaskNode>> = HashMap::new();
            for task in task_nodes(tasks) {
                if let TaskOf::Project(project) = task.belongs_to() {
                    found.entry(project.id).or_default().push(task);
                }
            }
            Ok(found)
        });
        let of = |task: TaskNode| task.of(TaskHomeNode::Project(self.clone()));
        Ok(found.await?.unwrap_or_default().into_iter().map(of).collect())
    }

    /// The team, with this project; empty for outsiders.
    pub(crate) fn team_members(&self) -> impl Iterator<Item = TeamMemberNode> {
        self.project
            .team
            .iter()
            .map(|member| TeamMemberNode::new(member.clone(), Some(self.clone()), &self.siblings.accounts))
    }
}
