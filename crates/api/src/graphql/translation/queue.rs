//! What there is to translate, for those who said they do.

use super::{Translatable, TranslationProgress};
use crate::graphql::caller::Caller;
use crate::graphql::enums::mirror;
use crate::graphql::failure::Failure;
use crate::graphql::node::load;
use crate::graphql::page::MOST;
use crate::graphql::scalar::LanguageTag;
use async_graphql::{Context, Enum, ID, Object, SimpleObject};
use domain::language;
use domain::refusal::Flaw;
use domain::text::Value;
use persistence::Error;

mirror! {
    /// What somebody wants to do with translations.
    TranslationWork = "domain::translation::TranslationWork" {
        /// Write what is missing, outdated, or made by a machine.
        Translate = "TRANSLATE",
        /// Look at what others have written. What a machine made stands under `TRANSLATE`; it can be reviewed as well.
        Review = "REVIEW",
    }
}

/// Something with texts for you to translate, or to review.
#[derive(SimpleObject)]
pub struct TranslationTask {
    /// What it is.
    subject: Translatable,
    /// How far it has come in the language.
    progress: TranslationProgress,
    /// How many of its texts are to be written, or reviewed.
    text_count: i32,
    /// How often people from outside opened it lately, one by one with `node`; what was a month ago counts half, and so on. It
    /// is a minute or so behind.
    read_count: i64,
}

/// Reading what there is to translate.
#[derive(Default)]
pub struct TranslationQuery;

#[Object]
impl TranslationQuery {
    /// What there is for you to translate into a language, or to review: of organisations whose editor you are and of your
    /// centre, the public profiles, offers that are published or take a break, and projects that are not given up. What is
    /// read most comes first, then where most is to be done. What is done goes away by itself, so there are no further pages.
    /// The language has to be one that you said you translate into, see `setTranslationLanguages`.
    async fn translation_queue(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "The language to translate into.")] language: LanguageTag,
        #[graphql(default_with = "TranslationWork::Translate", desc = "What you want to do.")] work: TranslationWork,
        #[graphql(default = 20, desc = "At most so many, from 1 to 100.")] first: i32,
    ) -> Result<Vec<TranslationTask>, Failure> {
        let caller = Caller::of(ctx);
        let tongue = caller.tongue;
        let account = caller.actor.account().ok_or(Failure::Unauthenticated(tongue))?;
        let language = language::LanguageTag::parse(&language.0);
        let language = language.map_err(|flaw| Failure::argument("language", flaw, tongue))?;
        if !(1..=MOST).contains(&first) {
            return Err(Failure::argument("first", Flaw::OutOfRange { min: 1, max: i64::from(MOST) }, tongue));
        }
        let store = &caller.app.store;
        let failed = |error: Error| caller.failed(error);
        let said = store.accounts(&[account]).await.map_err(failed)?.remove(&account);
        if said.is_none_or(|account| !account.translation_languages.contains(&language)) {
            return Err(Failure::argument("language", Flaw::NotATranslationLanguage, tongue));
        }
        let asked = (&language, work.into());
        let found = store.translation_queue(&caller.actor, caller.now, asked, u64::from(first.unsigned_abs())).await;
        let found = found.map_err(failed)?;
        let ids: Vec<ID> = found.iter().map(|entry| entry.kind.subject_id(entry.subject).into()).collect();
        let nodes = load(caller, &ids).await?;
        // What does not resolve has gone between the two statements, and alerts that are over need nothing any more.
        let task = |(entry, node): (persistence::ToTranslate, Option<_>)| {
            let subject = node.and_then(Translatable::of)?;
            let (progress, count) = subject.to_do(asked, caller)?;
            let text_count = i32::try_from(count).unwrap_or(i32::MAX);
            Some(TranslationTask { subject, progress, text_count, read_count: entry.reads })
        };
        Ok(found.into_iter().zip(nodes).filter_map(task).collect())
    }
}
