//! A project made after another one: what is for everybody to use goes over, and nothing else.

use super::{Partnership, Project, ProjectContent};
use crate::access::Deed;
use crate::change::{Change, Intent};
use crate::event::EventKind;
use crate::form::check_primary;
use crate::id::Id;
use crate::language::LanguageTag;
use crate::organisation::Organisation;
use crate::refusal::{Problems, Refusal};
use crate::text::Texts;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a project was made after, as it was then: it stays when the origin is gone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct AdaptedFrom {
    /// The project.
    pub project: Id<Project>,
    /// Who led it.
    pub organisation: Id<Organisation>,
    /// Its title.
    pub title: Texts,
    /// The language its texts were written in first.
    pub primary_language: LanguageTag,
    /// When.
    pub at: Timestamp,
}

impl Project {
    /// Makes an idea of one's own organisation after it: with what it tells others, and its title unless another is given.
    ///
    /// # Errors
    /// Neither an editor nor a coordinator of that organisation, which has to be active; stale; nothing is published for
    /// reuse; or something is wrong with the title.
    pub fn adapt(
        &self,
        ids: (Id<Self>, Id<Partnership>),
        organisation: &Organisation,
        edit: impl FnOnce(&mut Texts, &mut Problems),
        intent: &Intent<'_>,
    ) -> Result<Change<Self>, Refusal> {
        intent.actor.may(Deed::AdaptProject, organisation.facts.on())?;
        self.decide(Deed::AdaptProject, intent)?;
        organisation.facts.can_take_part(Deed::AdaptProject)?;
        let origin = &self.content;
        let primary_language = origin.primary_language.clone();
        let mut problems = Problems::default();
        let mut title = Texts::default();
        edit(&mut title, &mut problems);
        check_primary(&mut problems, "title", &title, &primary_language);
        problems.finish()?;
        title.sign(&Texts::default(), intent.actor.account());
        let content = ProjectContent {
            title: if title.is_empty() { origin.title.clone() } else { title },
            problem: origin.reuse.problem.clone(),
            reuse: origin.reuse.clone(),
            ..ProjectContent::new(primary_language.clone())
        };
        let mut idea = Self::idea(ids, &organisation.facts, content, intent);
        idea.adapted_from = Some(AdaptedFrom {
            project: self.id,
            organisation: self.lead.id,
            title: origin.title.clone(),
            primary_language,
            at: intent.now,
        });
        let change = Change::create(idea, intent, EventKind::ProjectAdapted);
        Ok(change.concerning(self.id).noting("from", self.id.to_string()))
    }
}
