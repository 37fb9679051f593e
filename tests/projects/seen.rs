//! Who sees which project, and how much of it: every role, every visibility, every way in.

use super::{Network, german, on, with};
use crate::support::{Person, email};
use domain::access::{Scope, Sight};
use domain::contact::EmailAddress;
use domain::id::Id;
use domain::project::{Project, ProjectStatus};
use domain::text::Value as _;
use persistence::{Page, ProjectFilter, ProjectList};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// People in all roles, and projects in all visibilities with everything that belongs to a project.
struct Stage {
    network: Network,
    roles: Vec<(&'static str, Person, Scope)>,
    projects: Vec<Project>,
}

impl Stage {
    async fn set() -> Self {
        let network = Network::new().await;
        network.world.account("Olena").await;
        network.world.account("Tim").await;
        let mut deleted = Vec::new();
        for visibility in ["INTERNAL", "NETWORK", "PUBLIC"] {
            for _ in 0..2 {
                let content = json!({ "visibility": visibility, "languages": ["tr"], "goals": german("Ziel"),
                    "funding": [{ "programme": "Land", "state": "GRANTED", "amount": { "cents": 100 } }] });
                let project = network.proposes(0, content).await;
                network.fills(&project).await;
                deleted.push(project);
            }
        }
        // Of an organisation that is out of the public, and one that is deleted.
        network.steps(0, &deleted[4], 1, &["deleteProject"]).await;
        let suspended = network.proposes(2, json!({ "visibility": "PUBLIC" })).await;
        network.joins(2, &suspended, 1).await;
        let suspend = with(on(&network.members[2].organisation, 3), json!({ "reason": "Wir prüfen es." }));
        network.coordinator.does("suspendOrganisation", suspend, "").await.done();
        let draft = json!({ "municipality": "05382060", "name": "Entwurf", "kind": "OTHER", "primaryLanguage": "de" });
        let olena = network.world.signs_in("Olena").await;
        let answer = olena.does("registerOrganisation", draft, "organisation { id }").await.done();
        let draft = answer.text("registerOrganisation.organisation.id");
        let account = async |name: &str| {
            let address = EmailAddress::parse(&email(name)).expect("an address");
            let found = network.world.app.store.account_by_email(&address).await.expect("the database answers");
            Some(found.expect("an account").id)
        };
        let id = |text: &str| text.parse().expect("an id");
        let member = async |name: &str, organisation: &str, is_networked: bool| Scope {
            account: account(name).await,
            organisations: vec![id(organisation)],
            is_networked,
            ..Scope::default()
        };
        let of = |index: usize| network.members[index].organisation.clone();
        let staff = async |name: &str, centre: Option<Id<_>>| Scope {
            account: account(name).await,
            centres: centre.into_iter().collect(),
            is_networked: true,
            ..Scope::default()
        };
        let elsewhere = network.world.app.store.centres(&Page::first(10)).await.expect("centres");
        let elsewhere = elsewhere.values().map(|centre| centre.id).find(|id| *id != network.centre);
        let roles = vec![
            ("visitor", network.world.visitor(), Scope::default()),
            ("member of a draft", olena, member("Olena", &draft, false).await),
            ("lead", network.members[0].person.clone(), member("Aylin", &of(0), true).await),
            ("partner", network.members[1].person.clone(), member("Bilal", &of(1), true).await),
            (
                "asked, of a suspended organisation",
                network.members[2].person.clone(),
                member("Carla", &of(2), false).await,
            ),
            ("somebody of the network", network.members[3].person.clone(), member("Daria", &of(3), true).await),
            (
                "in the team",
                network.world.signs_in("Tim").await,
                Scope { account: account("Tim").await, ..Scope::default() },
            ),
            ("coordinator", network.coordinator.clone(), staff("Jonas", Some(network.centre)).await),
            ("coordinator elsewhere", network.coordinator_elsewhere.clone(), staff("Else", elsewhere).await),
        ];
        let everything = Scope { centres: vec![network.centre], ..Scope::default() };
        let list = ProjectList::default();
        // For the team somebody has to be signed in.
        let everything = Scope { account: account("Jonas").await, ..everything };
        let found = network.world.app.store.projects(&everything, &list, &Page::first(100)).await.expect("projects");
        let projects: Vec<Project> = found.values().cloned().collect();
        assert_eq!(projects.len(), 6, "five of Aylin, one of Carla");
        Self { network, roles, projects }
    }

    fn due(&self, scope: &Scope, least: Sight) -> BTreeSet<String> {
        let seen = self.projects.iter().filter(|project| scope.sight_of(project) >= Some(least));
        seen.map(|project| project.id.to_string()).collect()
    }
}

impl Network {
    /// A partner, an invitation, somebody in the team, a need and a task.
    async fn fills(&self, project: &str) {
        let aylin = &self.members[0];
        self.joins(0, project, 1).await;
        self.invites(0, project, 2).await;
        let team = json!({ "project": project, "emailAddress": email("Tim"), "function": "Fotos" });
        aylin.person.does("addTeamMember", team, "").await.done();
        let need = json!({ "project": project, "kind": "ROOM", "description": german("Ein Raum") });
        aylin.person.does("createNeed", need, "").await.done();
        let task = json!({ "within": { "project": project }, "title": german("Plakat"), "owner": aylin.organisation, "dueOn": "2026-12-01" });
        aylin.person.does("createTask", task, "").await.done();
    }
}

fn ids(nodes: &Value) -> BTreeSet<String> {
    let nodes = nodes.as_array().unwrap_or_else(|| panic!("no nodes: {nodes}"));
    nodes.iter().filter_map(|node| node["id"].as_str()).map(str::to_owned).collect()
}

#[tokio::test]
async fn every_role_finds_the_same_projects_on_every_way_and_they_are_those_the_domain_says() {
    let stage = Stage::set().await;
    let asked: Vec<String> = stage.projects.iter().map(|project| project.id.to_string()).collect();
    let lead = &stage.network.members[0].organisation;
    for (role, person, scope) in &stage.roles {
        let due = stage.due(scope, Sight::Invited);
        let query = "query($ids: [ID!]!) { nodes(ids: $ids) { id } projects(first: 100) { totalCount nodes { id } } }";
        let read = person.asks(query, json!({ "ids": asked })).await.done();
        assert_eq!(ids(read.at("nodes")), due, "{role} by nodes");
        assert_eq!(ids(read.at("projects.nodes")), due, "{role} by the list");
        assert_eq!(read.at("projects.totalCount"), due.len(), "{role}");
        let (mut by_status, mut by_title) = (BTreeSet::new(), BTreeSet::new());
        for status in ProjectStatus::ALL {
            let list = |order: &str| {
                format!("projects(first: 100, filter: {{ status: [{status}] }}{order}) {{ nodes {{ id status }} }}")
            };
            let title = list(", orderBy: { field: TITLE }");
            let read = person.reads(&format!("{{ {} byTitle: {title} }}", list(""))).await.done();
            by_status.extend(ids(read.at("projects.nodes")));
            by_title.extend(ids(read.at("byTitle.nodes")));
        }
        assert_eq!((by_status, by_title), (due.clone(), due.clone()), "{role} by status");
        // What a project is about one does not learn from a filter before one sees it.
        let about = stage.due(scope, Sight::Public);
        let query = "query($lead: ID!) { projects(filter: { language: [\"tr\"] }) { nodes { id } } by: projects(filter: { organisation: [$lead] }) { nodes { id } } }";
        let read = person.asks(query, json!({ "lead": lead })).await.done();
        let of_lead: BTreeSet<String> = stage
            .projects
            .iter()
            .filter(|one| one.lead.id.to_string() == *lead)
            .map(|one| one.id.to_string())
            .collect();
        assert_eq!(ids(read.at("projects.nodes")), &about & &of_lead, "{role} by language");
        assert_eq!(ids(read.at("by.nodes")), &due & &of_lead, "{role} by organisation");
        // Nor from a search.
        let query =
            "{ search(text: \"lesepate\", first: 100, filter: { type: [PROJECT] }) { totalCount nodes { id } } }";
        let read = person.reads(query).await.done();
        assert_eq!(ids(read.at("search.nodes")), about, "{role} by a search");
        assert_eq!(read.at("search.totalCount"), about.len(), "{role} by a search");
    }
    let counted: Vec<(usize, usize)> = stage
        .roles
        .iter()
        .map(|(_, _, scope)| (stage.due(scope, Sight::Invited).len(), stage.due(scope, Sight::Inside).len()))
        .collect();
    assert_eq!(counted, [(1, 0), (1, 0), (5, 5), (6, 6), (6, 1), (3, 0), (5, 5), (6, 6), (3, 0)]);
}

#[tokio::test]
async fn rows_from_sql_equal_what_the_domain_says_for_every_role_and_sight() {
    let stage = Stage::set().await;
    let store = &stage.network.world.app.store;
    for (role, _, scope) in &stage.roles {
        let term = domain::project::Term::language(&domain::language::LanguageTag::parse("tr").expect("known"));
        let about = ProjectFilter { terms: vec![vec![term]], ..ProjectFilter::default() };
        for (filter, least) in [(ProjectFilter::default(), Sight::Invited), (about, Sight::Public)] {
            let is_about = !filter.terms.is_empty();
            let list = ProjectList { filter };
            let found = store.projects(scope, &list, &Page::first(100)).await.expect("projects");
            let found: BTreeSet<_> = found.values().map(|project| project.id.to_string()).collect();
            let mut due = stage.due(scope, least);
            due.retain(|id| {
                !is_about
                    || stage.projects.iter().any(|one| one.id.to_string() == *id && !one.content.languages.is_empty())
            });
            assert_eq!(found, due, "{role} {least:?}");
            let count = store.count_projects(scope, &list).await.expect("a number");
            assert_eq!(count, i64::try_from(due.len()).expect("few"), "{role} {least:?}");
        }
    }
}

#[tokio::test]
async fn what_belongs_to_a_project_is_seen_as_far_as_the_project_is() {
    let stage = Stage::set().await;
    let all = "... on Project { id goals { value } funding { programme } team { id } needs { id } tasks { id } partners { id status } revisions { number } availableActions { mutation } }";
    let query = format!("query($ids: [ID!]!) {{ nodes(ids: $ids) {{ {all} }} }}");
    let asked = json!({ "ids": stage.projects.iter().map(|project| project.id.to_string()).collect::<Vec<_>>() });
    let whole = stage.network.coordinator.asks(&query, asked.clone()).await.done();
    for (role, person, scope) in &stage.roles {
        let read = person.asks(&query, asked.clone()).await.done();
        for (index, project) in stage.projects.iter().enumerate() {
            let (shown, inside) = (read.at(&format!("nodes.{index}")), whole.at(&format!("nodes.{index}")));
            let sight = scope.sight_of(project);
            let is_filled = !project.content.languages.is_empty();
            let what = format!("{role} {:?} {sight:?}", project.content.visibility);
            let Some(sight) = sight else {
                assert_eq!(shown, &Value::Null, "{what}");
                continue;
            };
            for field in ["funding", "team", "tasks", "revisions"] {
                let due = if sight == Sight::Inside { &inside[field] } else { &Value::Null };
                assert_eq!(&shown[field], due, "{what} {field}");
            }
            let needs = if sight >= Sight::Network { inside["needs"].clone() } else { json!([]) };
            assert_eq!(shown["needs"], needs, "{what} needs");
            assert_eq!(shown["goals"].is_null(), !is_filled || sight == Sight::Invited, "{what} goals");
            let is_own = |partner: &Value| {
                project.partnerships.iter().any(|one| {
                    one.id.to_string() == partner["id"].as_str().unwrap_or_default()
                        && scope.organisations.contains(&one.organisation.id)
                })
            };
            let partners: Vec<&Value> = inside["partners"]
                .as_array()
                .expect("partners")
                .iter()
                .filter(|partner| sight == Sight::Inside || partner["status"] == "ACCEPTED" || is_own(partner))
                .collect();
            assert_eq!(shown["partners"], json!(partners), "{what} partners");
            // By their ids nothing else is to be had.
            let part_ids = ["team", "needs", "tasks", "partners"]
                .map(|list| ids(&if inside[list].is_null() { json!([]) } else { inside[list].clone() }));
            let part_ids: BTreeSet<String> = part_ids.into_iter().flatten().collect();
            let by_id =
                person.asks("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", json!({ "ids": part_ids })).await.done();
            let mut listed = BTreeSet::new();
            for list in ["team", "needs", "tasks", "partners"] {
                listed.extend(if shown[list].is_null() { BTreeSet::new() } else { ids(&shown[list]) });
            }
            assert_eq!(ids(by_id.at("nodes")), listed, "{what} by ids");
        }
    }
}
