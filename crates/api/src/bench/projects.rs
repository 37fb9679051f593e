//! Its projects: each fourth organisation leads one, with the one before it as a partner.

use super::network::{Network, bad, manager};
use super::words::{LANGUAGES, TEXTS};
use super::{Chance, id};
use domain::access::Visibility;
use domain::account::Account;
use domain::change::Intent;
use domain::id::Id;
use domain::language::LanguageTag;
use domain::organisation::Organisation;
use domain::project::{Asking, Need, NeedContent, NeedKind, PartnerRole, Project, ProjectContent, ProjectSurroundings};
use domain::refusal::Problems;
use domain::text::{SUMMARY, TITLE, TextSource, Value};
use persistence::{Error, Tx};

/// How many organisations there are for each project.
const ORGANISATIONS_EACH: u64 = 4;

impl Network {
    /// Saves a project of this organisation, if it is the turn of its number.
    pub(super) async fn save_project(
        &self,
        tx: &Tx,
        number: u64,
        (account, lead): (Id<Account>, &Organisation),
        partner: Option<(Id<Account>, &Organisation)>,
    ) -> Result<(), Error> {
        if !number.is_multiple_of(ORGANISATIONS_EACH) {
            return Ok(());
        }
        let chance = &mut Chance::of(number ^ 0xABCD);
        let now = self.now.plus_days(-1);
        let actor = manager(account, lead.id);
        let intent = Intent { actor: &actor, now, expected: None };
        let german = LanguageTag::german();
        let spoken = chance.early_of::<&str>(&LANGUAGES);
        let language = LanguageTag::parse(spoken).map_err(bad)?;
        // Six of ten are public, two are for the network.
        let visibility = match chance.below(10) {
            0..6 => Visibility::Public,
            6..8 => Visibility::Network,
            _ => Visibility::Internal,
        };
        let edit = |content: &mut ProjectContent, problems: &mut Problems| {
            let title = format!("{} {}", TEXTS[0].1, number + 1);
            problems.check("title", content.title.set(german.clone(), &title, TextSource::Human, TITLE));
            content.languages = vec![language];
            content.municipalities = vec![lead.content.municipality.clone()];
            content.visibility = visibility;
        };
        let (ids, nowhere) = ((id(number, now), id(number, now)), ProjectSurroundings::default());
        let project = Project::propose(ids, german.clone(), (lead, &nowhere), edit, &intent)?;
        let project = tx.save(project).await?;
        let looks_for = |content: &mut NeedContent, problems: &mut Problems| {
            let set = content.description.set(german.clone(), TEXTS[0].2, TextSource::Human, SUMMARY);
            problems.check("description", set);
        };
        tx.save(Need::create(id(number, now), &project, (NeedKind::Room, 0), looks_for, &intent)?).await?;
        if let Some((account, partner)) = partner {
            let (asking, role) = (Asking::Invitation, PartnerRole::Partner);
            // The lead's own partnership has the number itself.
            let asked = project.ask(asking, id(u64::MAX - number, now), partner, role, |_, _| {}, &intent)?;
            let asked = tx.save(asked).await?;
            let answers = manager(account, partner.id);
            tx.save(asked.accept(&project, &Intent { actor: &answers, ..intent })?).await?;
        }
        Ok(())
    }
}
