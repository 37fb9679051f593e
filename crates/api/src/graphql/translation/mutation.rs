//! Translating, and reviewing what others have translated.

use super::Translatable;
use super::exchange::{ReviewTranslationInput, ReviewTranslationPayload, SaveTranslationInput, SaveTranslationPayload};
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::payload::{Payload, answer_with_current};
use async_graphql::{Context, ID, Object};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::id::{Entity, Id, parse};
use domain::language::LanguageTag;
use domain::offer::Offer;
use domain::organisation::Organisation;
use domain::project::Project;
use domain::refusal::Refusal;
use domain::text::Value;
use domain::translation::{NewTranslation, Review, Translated};
use persistence::{Error, Tx};

/// What is asked for.
enum Asked {
    Save(NewTranslation),
    Review(Review),
}

impl Asked {
    fn deed(&self) -> Deed {
        match self {
            Self::Save(_) => Deed::SaveTranslation,
            Self::Review(_) => Deed::ReviewTranslation,
        }
    }

    fn decide<T: Translated>(&self, thing: T, intent: &Intent<'_>) -> Result<Change<T>, Refusal> {
        match self {
            Self::Save(new) => thing.save_translation(new, intent),
            Self::Review(review) => thing.review_translation(review, intent),
        }
    }

    /// Load, decide, save.
    async fn done(&self, tx: &Tx, id: &str, caller: &Caller, expected: i32) -> Result<(), Error> {
        let intent = caller.intent(Some(expected));
        match parse(id) {
            Some((Offer::PREFIX, number)) => {
                let offer = tx.offer(Id::from_uuid(number), caller.now).await?;
                tx.save(self.decide(offer, &intent)?).await?;
            }
            Some((Organisation::PREFIX, number)) => {
                let organisation = tx.organisation(Id::from_uuid(number), "id").await?;
                tx.save(self.decide(organisation, &intent)?).await?;
            }
            Some((Project::PREFIX, number)) => {
                let project = tx.project(Id::from_uuid(number), "id").await?;
                tx.save(self.decide(project, &intent)?).await?;
            }
            _ => return Err(Refusal::not_found("id").into()),
        }
        Ok(())
    }
}

fn language(tag: &str) -> Result<LanguageTag, Refusal> {
    LanguageTag::parse(tag).map_err(|flaw| Refusal::problem("language", flaw))
}

async fn step<P: Payload<Object = Translatable>>(
    ctx: &Context<'_>,
    (id, expected): (&ID, i32),
    asked: Result<Asked, Refusal>,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let current = async || Translatable::load(caller, id).await;
    let done = match asked {
        Ok(asked) => caller.act(asked.deed(), async |tx| asked.done(tx, id, caller, expected).await).await,
        Err(refusal) => Err(refusal.into()),
    };
    let done = match done {
        Ok(()) => match current().await {
            Ok(Some(thing)) => Ok(thing),
            Ok(None) => Err(Refusal::not_found("id").into()),
            Err(failure) => return Some(Err(failure)),
        },
        Err(error) => Err(error),
    };
    Some(answer_with_current(done, current, caller.tongue).await)
}

/// Translating.
#[derive(Default)]
pub struct TranslationMutation;

#[Object]
impl TranslationMutation {
    /// Writes texts of an organisation, an offer or a project in another language. They are drafts, and shown, until a second
    /// person has reviewed them. For editors, and coordinators on behalf.
    async fn save_translation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SaveTranslationInput,
    ) -> Option<Result<SaveTranslationPayload, Failure>> {
        let texts = input.texts.iter().map(Into::into).collect();
        let asked = language(&input.language.0).map(|language| Asked::Save(NewTranslation { language, texts }));
        step(ctx, (&input.id, input.expected_revision), asked).await
    }

    /// Says that translations are right which somebody else, or a machine, wrote. For editors, and coordinators on behalf.
    async fn review_translation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ReviewTranslationInput,
    ) -> Option<Result<ReviewTranslationPayload, Failure>> {
        let fields = input.fields.clone();
        let asked = language(&input.language.0).map(|language| Asked::Review(Review { language, fields }));
        step(ctx, (&input.id, input.expected_revision), asked).await
    }
}
