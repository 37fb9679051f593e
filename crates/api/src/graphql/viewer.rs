//! The person who is signed in.

use super::account::own_memberships;
use super::caller::Caller;
use super::centre::{StaffNode, staff_nodes};
use super::failure::Failure;
use super::membership::MembershipNode;
use super::scalar::{DateTime, EmailAddress, LanguageTag};
use super::vocabulary::Language;
use super::waiting::{self, ViewerTask};
use async_graphql::{Context, ID, Object};
use domain::account::Account;

/// The person who is signed in.
pub struct Viewer {
    account: Account,
}

impl Viewer {
    /// With this account.
    pub(super) const fn new(account: Account) -> Self {
        Self { account }
    }
}

/// You. Only you see this.
#[Object]
impl Viewer {
    /// Your account's id.
    async fn id(&self) -> ID {
        self.account.id.to_string().into()
    }

    /// What you sign in with.
    async fn email_address(&self) -> Option<EmailAddress> {
        self.account.email_address.as_ref().map(EmailAddress::from)
    }

    /// What others call you.
    async fn display_name(&self) -> Option<&str> {
        self.account.display_name.as_ref().map(domain::text::Line::as_str)
    }

    /// The language you read.
    async fn language(&self) -> LanguageTag {
        (&self.account.language).into()
    }

    /// The languages you translate into, as you said with `setTranslationLanguages`: for these there is a
    /// `translationQueue`.
    async fn translation_languages(&self) -> Vec<Language> {
        self.account.translation_languages.iter().map(Language::of).collect()
    }

    /// When you signed up.
    async fn created_at(&self) -> DateTime {
        (&self.account.created_at).into()
    }

    /// Everything that waits for you, most urgent first: by `dueAt`, then by id. Empty means there is nothing to do.
    async fn tasks(
        &self,
        ctx: &Context<'_>,
        #[graphql(default = 50, desc = "At most so many, from 1 to 100.")] first: i32,
    ) -> Result<Vec<ViewerTask>, Failure> {
        waiting::tasks(ctx, first).await
    }

    /// How much waits for you, also beyond what `tasks` lists.
    async fn task_count(&self, ctx: &Context<'_>) -> Result<i64, Failure> {
        waiting::task_count(ctx).await
    }

    /// Organisations you are a member of.
    async fn memberships(&self, ctx: &Context<'_>) -> Result<Vec<MembershipNode>, Failure> {
        own_memberships(Caller::of(ctx)).await
    }

    /// Your posts at centres.
    async fn posts(&self, ctx: &Context<'_>) -> Result<Vec<StaffNode>, Failure> {
        let caller = Caller::of(ctx);
        let found = caller.app.store.staff_of(&caller.scope.centres).await.map_err(|error| caller.failed(error))?;
        let own = |(centre, posts): (_, Vec<domain::centre::StaffMember>)| {
            (centre, posts.into_iter().filter(|post| post.account == self.account.id).collect())
        };
        Ok(staff_nodes(found.into_iter().map(own).collect()).into_values().flatten().collect())
    }
}
