//! The files the demo network is made of.

use serde::Deserialize;
use std::collections::BTreeMap;

/// Made-up figures of one centre.
pub const REFERENCE_FIGURES: &str = include_str!("../../../../data/demo/reference-figures.csv");

/// What a report said, and the centres.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reported {
    pub source: String,
    pub date: chrono::NaiveDate,
    pub organisations: Vec<ReportedOrganisation>,
    pub centres: Vec<DemoCentre>,
    pub working_groups: Vec<ReportedGroup>,
}

#[derive(Deserialize)]
pub struct ReportedGroup {
    pub key: String,
    pub centre: String,
    pub name: String,
    pub purpose: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedOrganisation {
    pub key: String,
    pub name: String,
    pub kind: String,
    pub municipality: String,
    pub member_count: Option<u32>,
    #[serde(default)]
    pub working_languages: Vec<String>,
    #[serde(default)]
    pub funding_labels: Vec<String>,
    pub activities: Vec<String>,
    pub offers: Vec<ReportedOffer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct ReportedOffer {
    pub title: String,
    pub kind: String,
    pub taught_language: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoCentre {
    pub key: String,
    pub county: String,
    pub seat: String,
    pub name: String,
    pub email_address: String,
    pub languages: Vec<String>,
    pub action_fields: Vec<String>,
}

/// The fictional part.
#[derive(Deserialize)]
pub struct Network {
    pub accounts: Vec<DemoAccount>,
    pub organisations: Vec<DemoOrganisation>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoAccount {
    pub key: String,
    pub email_address: String,
    pub display_name: String,
    pub language: String,
    pub roles: Vec<DemoRole>,
    pub printed: bool,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub enum DemoRole {
    Staff { staff: String, centre: String },
    Member { member: String, organisation: String },
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoOrganisation {
    pub key: String,
    pub municipality: String,
    pub state: String,
    pub trust: String,
    pub registered_days_ago: i64,
    pub reason: Option<String>,
    pub profile: serde_json::Value,
    pub contact_points: Vec<serde_json::Value>,
    pub offers: Vec<DemoOffer>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoOffer {
    pub state: String,
    pub created_days_ago: i64,
    pub published_days_ago: Option<i64>,
    pub confirmed_days_ago: Option<i64>,
    pub paused_until: Option<String>,
    pub reason: Option<String>,
    pub places: Vec<usize>,
    pub contact_point: Option<usize>,
    pub content: serde_json::Value,
}

/// The fictional projects.
#[derive(Deserialize)]
pub struct Projects {
    pub projects: Vec<DemoProject>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoProject {
    pub key: String,
    pub lead: String,
    pub state: String,
    pub proposed_days_ago: i64,
    pub reason: Option<String>,
    #[serde(default)]
    pub reuse_published: bool,
    pub adapted_from: Option<String>,
    pub content: serde_json::Value,
    pub partners: Vec<DemoPartner>,
    #[serde(default)]
    pub team: Vec<DemoTeamMember>,
    #[serde(default)]
    pub needs: Vec<DemoNeed>,
    #[serde(default)]
    pub tasks: Vec<DemoTask>,
}

#[derive(Deserialize)]
pub struct DemoPartner {
    pub organisation: String,
    pub role: String,
    pub status: String,
    #[serde(default)]
    pub contribution: Vec<DemoText>,
    pub reason: Option<String>,
}

#[derive(Deserialize)]
pub struct DemoText {
    pub language: String,
    pub value: String,
}

#[derive(Deserialize)]
pub struct DemoTeamMember {
    pub account: String,
    pub function: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoNeed {
    pub kind: String,
    pub status: String,
    pub offered_by: Option<String>,
    pub note: Option<String>,
    #[serde(flatten)]
    pub fields: serde_json::Value,
}

#[derive(Deserialize)]
pub struct DemoTask {
    pub owner: String,
    #[serde(default)]
    pub done: bool,
    #[serde(flatten)]
    pub fields: serde_json::Value,
}

/// The fictional working groups.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct WorkingGroups {
    pub working_groups: Vec<DemoGroup>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoGroup {
    pub key: String,
    pub centre: String,
    pub state: String,
    pub proposed_days_ago: i64,
    pub content: serde_json::Value,
    pub members: Vec<DemoGroupMember>,
    pub interests: Vec<DemoInterest>,
    #[serde(default)]
    pub result: Vec<DemoText>,
    #[serde(default)]
    pub meetings: Vec<DemoMeeting>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct DemoMeeting {
    pub state: String,
    /// When it is: so many days from now.
    pub in_days: i64,
    pub title: serde_json::Value,
    pub location: Option<String>,
    pub agenda: Vec<DemoAgendaItem>,
    /// What somebody says to the poll or the invitation, by the organisation.
    pub answers: BTreeMap<String, String>,
    pub attendance: BTreeMap<String, String>,
    pub guests: Vec<String>,
    pub decisions: Vec<serde_json::Value>,
    pub tasks: Vec<DemoGroupTask>,
    pub minutes: Option<serde_json::Value>,
    pub reason: Option<String>,
}

#[derive(Deserialize)]
pub struct DemoAgendaItem {
    pub title: serde_json::Value,
    pub presenter: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoGroupTask {
    pub title: serde_json::Value,
    pub owner: String,
    pub due_in_days: i64,
    #[serde(default)]
    pub is_done: bool,
}

#[derive(Deserialize)]
pub struct DemoGroupMember {
    pub organisation: String,
    pub role: String,
    pub status: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct DemoInterest {
    pub name: String,
    pub email_address: Option<String>,
    pub phone_number: Option<String>,
    pub language: String,
    pub organisation: Option<String>,
    pub message: Option<String>,
    pub channel: String,
    pub status: String,
}

pub fn working_groups() -> serde_json::Result<WorkingGroups> {
    serde_json::from_str(include_str!("../../../../data/demo/working-groups.json"))
}

pub fn projects() -> serde_json::Result<Projects> {
    serde_json::from_str(include_str!("../../../../data/demo/projects.json"))
}

pub fn reported() -> serde_json::Result<Reported> {
    serde_json::from_str(include_str!("../../../../data/demo/reported.json"))
}

/// The fictional network: its beginning, then one file for each part of the land.
pub fn network() -> serde_json::Result<Network> {
    let mut network: Network = serde_json::from_str(include_str!("../../../../data/demo/network.json"))?;
    for part in [
        include_str!("../../../../data/demo/rhein-sieg-east.json"),
        include_str!("../../../../data/demo/rhein-sieg-west-heinsberg.json"),
        include_str!("../../../../data/demo/siegen-wittgenstein.json"),
    ] {
        let Network { accounts, organisations } = serde_json::from_str(part)?;
        network.accounts.extend(accounts);
        network.organisations.extend(organisations);
    }
    Ok(network)
}
