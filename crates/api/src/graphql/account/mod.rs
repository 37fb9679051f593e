//! Accounts and sessions.

mod exchange;

use super::caller::{Caller, id};
use super::failure::Failure;
use super::membership::{MembershipNode, membership_nodes};
use super::payload::answer;
use super::viewer::Viewer;
use crate::auth::password;
use crate::auth::token::{ACCESS_SECONDS, Refresh, hash};
use async_graphql::{Context, Object};
use domain::access::Deed;
use domain::account::{Account, PasswordHash};
use domain::refusal::{Problems, Refusal};
use domain::session::{Refreshed, Session};
use domain::text::{Line, Value};
use exchange::{
    ActivateAccountInput, ActivateAccountPayload, ChangePasswordInput, ChangePasswordPayload, DeleteAccountInput,
    DeleteAccountPayload, RefreshInput, RefreshPayload, SetTranslationLanguagesInput, SetTranslationLanguagesPayload,
    SignInInput, SignInPayload, SignOutEverywherePayload, SignOutPayload, SignUpInput, SignUpPayload, Tokens,
};
use persistence::Error;

fn broken(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Broken(Box::new(error))
}

fn new_refresh_token() -> Result<Refresh, Error> {
    let mut random = [0; 32];
    getrandom::fill(&mut random).map_err(|error| Error::Broken(error.to_string().into()))?;
    Ok(Refresh::new(random))
}

fn tokens(caller: &Caller, session: &Session, refresh: Refresh) -> Result<Tokens, Error> {
    Ok(Tokens {
        access_token: caller.app.keys.sign(session.id, caller.now).map_err(broken)?,
        expires_in: ACCESS_SECONDS,
        refresh_token: refresh.token,
        session_expires_at: (&session.expires_at).into(),
    })
}

async fn sign_up(caller: &Caller, input: &SignUpInput) -> Result<(), Error> {
    caller.app.throttle.wish(caller.address, "sign up", caller.now)?;
    let mut problems = Problems::default();
    let address = problems.check("emailAddress", domain::contact::EmailAddress::parse(&input.email_address.0));
    let name = problems.check("displayName", Line::parse(&input.display_name));
    let language = problems.check("language", domain::language::LanguageTag::parse(&input.language.0));
    let about = [input.email_address.0.as_str(), input.display_name.as_str()];
    caller.app.passwords.check(&mut problems, "password", &input.password, &about).await.map_err(broken)?;
    problems.finish()?;
    let (Some(address), Some(name), Some(language)) = (address, name, language) else { return Ok(()) };
    // The same work whether the address is known or not.
    let hash = caller.app.passwords.hash(input.password.clone()).await.map_err(broken)?;
    let done = caller.act(Deed::SignUp, async |tx| {
        let change = Account::sign_up(caller.new_id()?, address, name, language, hash, &caller.intent(None))?;
        tx.save(change).await
    });
    match done.await {
        // Nobody learns here who has an account.
        Ok(_) | Err(Error::Refused(Refusal::Duplicate { .. })) => Ok(()),
        Err(error) => Err(error),
    }
}

async fn sign_in(caller: &Caller, input: &SignInInput) -> Result<Tokens, Error> {
    let app = &caller.app;
    let key: String = input.email_address.0.trim().to_lowercase().chars().take(254).collect();
    app.throttle.attempt(caller.address, &key, caller.now)?;
    let address = domain::contact::EmailAddress::parse(&input.email_address.0).ok();
    let account = match &address {
        Some(address) => app.store.account_by_email(address).await?,
        None => None,
    };
    let kept = account.as_ref().and_then(|account| account.password.clone());
    let text = input.password.chars().take(password::MAX_LENGTH + 1).collect::<String>();
    let is_right = app.passwords.verify(text.clone(), kept.clone()).await.map_err(broken)?;
    let is_active = |account: &Account| account.status == domain::account::AccountStatus::Active;
    let account = account.filter(|account| is_right && is_active(account)).ok_or(Refusal::WrongCredentials)?;
    let outdated = kept.filter(|hash| app.passwords.is_outdated(hash));
    let anew: Option<PasswordHash> = match outdated {
        Some(_) => Some(app.passwords.hash(text).await.map_err(broken)?),
        None => None,
    };
    let refresh = new_refresh_token()?;
    let started = caller.act(Deed::SignIn, async |tx| {
        // Loaded again under its lock: it may have been deleted, or its password changed, since.
        let now = tx.account(account.id).await?;
        if now.password != account.password {
            return Err(Refusal::WrongCredentials.into());
        }
        let rehashed = anew.map(|password| Account { password: Some(password), ..now.clone() });
        tx.save(Session::start(caller.new_id()?, &now, rehashed, refresh.hash, &caller.intent(None))?).await
    });
    let started = started.await?;
    app.throttle.succeeded(caller.address, &key);
    tokens(caller, &started.session, refresh)
}

async fn refresh(caller: &Caller, input: &RefreshInput) -> Result<Tokens, Error> {
    let shown = hash(&input.refresh_token);
    let next = new_refresh_token()?;
    let session = caller.act(Deed::Refresh, async |tx| {
        let family = tx.family(&shown).await?.ok_or(Refusal::SessionEnded)?;
        Ok(match family.refresh(&shown, next.hash, &caller.intent(None))? {
            Refreshed::Rotated(change) => Some(tx.save(change).await?.session),
            Refreshed::Revoked(change) => {
                tx.save(change).await?;
                None
            }
        })
    });
    // A family that ended is saved before it is told.
    let session = session.await?.ok_or(Refusal::SessionEnded)?;
    tokens(caller, &session, next)
}

/// The caller's account, if the password is right; failures slow down as for signing in.
async fn with_password(caller: &Caller, text: &str, path: &str) -> Result<Account, Error> {
    let id = caller.actor.account().ok_or(Refusal::Unauthenticated)?;
    let key = id.to_string();
    caller.app.throttle.attempt(caller.address, &key, caller.now)?;
    let account = caller.app.store.accounts(&[id]).await?.remove(&id).ok_or(Refusal::Unauthenticated)?;
    let text = text.chars().take(password::MAX_LENGTH + 1).collect();
    if !caller.app.passwords.verify(text, account.password.clone()).await.map_err(broken)? {
        return Err(Refusal::problem(path, domain::refusal::Flaw::WrongPassword).into());
    }
    caller.app.throttle.succeeded(caller.address, &key);
    Ok(account)
}

/// The account as it is under its lock, if its password is still the one that was verified.
fn unchanged(now: Account, verified: &Account, path: &str) -> Result<Account, Refusal> {
    if now.password == verified.password {
        Ok(now)
    } else {
        Err(Refusal::problem(path, domain::refusal::Flaw::WrongPassword))
    }
}

async fn change_password(caller: &Caller, input: &ChangePasswordInput) -> Result<(), Error> {
    let account = with_password(caller, &input.current_password, "currentPassword").await?;
    let mut problems = Problems::default();
    let about = [
        account.email_address.as_ref().map(ToString::to_string),
        account.display_name.as_ref().map(ToString::to_string),
    ];
    let about: Vec<&str> = about.iter().flatten().map(String::as_str).collect();
    caller.app.passwords.check(&mut problems, "newPassword", &input.new_password, &about).await.map_err(broken)?;
    problems.finish()?;
    let hash = caller.app.passwords.hash(input.new_password.clone()).await.map_err(broken)?;
    let done = caller.act(Deed::ChangePassword, async |tx| {
        let now = unchanged(tx.account(account.id).await?, &account, "currentPassword")?;
        tx.save(now.change_password(hash, &caller.intent(None))?).await
    });
    done.await.map(|_| ())
}

async fn delete_account(caller: &Caller, input: &DeleteAccountInput) -> Result<(), Error> {
    let account = with_password(caller, &input.password, "password").await?;
    let done = caller.act(Deed::DeleteAccount, async |tx| {
        let leaving = tx.leaving(&caller.actor, account.id).await?;
        unchanged(leaving.account.clone(), &account, "password")?;
        tx.save(leaving.delete_account(&caller.intent(None))?).await
    });
    done.await.map(|_| ())
}

/// The caller's account.
fn signed_in(caller: &Caller) -> Result<domain::id::Id<Account>, Refusal> {
    caller.actor.account().ok_or(Refusal::Unauthenticated)
}

/// Reading one's own account.
#[derive(Default)]
pub struct AccountQuery;

#[Object]
impl AccountQuery {
    /// You: the person who is signed in; `null` for visitors.
    async fn viewer(&self, ctx: &Context<'_>) -> Option<Result<Viewer, Failure>> {
        let caller = Caller::of(ctx);
        let id = caller.actor.account()?;
        let found = caller.app.store.accounts(&[id]).await.map_err(|error| caller.failed(error));
        found.map(|mut accounts| accounts.remove(&id).map(Viewer::new)).transpose()
    }
}

/// Memberships of the person who is signed in.
pub(super) async fn own_memberships(caller: &Caller) -> Result<Vec<MembershipNode>, Failure> {
    let Some(account) = caller.actor.account() else { return Ok(Vec::new()) };
    let found = caller.app.store.memberships_of(account).await.map_err(|error| caller.failed(error))?;
    Ok(membership_nodes(found))
}

/// Accounts and sessions.
#[derive(Default)]
pub struct AccountMutation;

#[Object]
impl AccountMutation {
    /// Asks for an account. It can be used once a manager or an administrator has let you in. For everybody.
    async fn sign_up(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SignUpInput,
    ) -> Option<Result<SignUpPayload, Failure>> {
        let caller = Caller::of(ctx);
        Some(answer(sign_up(caller, &input).await, caller.tongue))
    }

    /// Begins a session. For everybody with an active account.
    async fn sign_in(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SignInInput,
    ) -> Option<Result<SignInPayload, Failure>> {
        let caller = Caller::of(ctx);
        Some(answer(sign_in(caller, &input).await, caller.tongue))
    }

    /// Gets new tokens for a refresh token. If the answer was lost on the way, the same token is good for another 30
    /// seconds; used later again, it ends the session: somebody may have stolen it.
    async fn refresh(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RefreshInput,
    ) -> Option<Result<RefreshPayload, Failure>> {
        let caller = Caller::of(ctx);
        Some(answer(refresh(caller, &input).await, caller.tongue))
    }

    /// Ends this session at once.
    async fn sign_out(&self, ctx: &Context<'_>) -> Option<Result<SignOutPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::SignOut, async |tx| {
            let session = caller.actor.session().ok_or(Refusal::Unauthenticated)?;
            tx.save(tx.session(session).await?.sign_out(&caller.intent(None))?).await.map(|_| ())
        });
        Some(answer(done.await, caller.tongue))
    }

    /// Ends all your sessions at once, on all devices.
    async fn sign_out_everywhere(&self, ctx: &Context<'_>) -> Option<Result<SignOutEverywherePayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::SignOutEverywhere, async |tx| {
            let account = tx.account(signed_in(caller)?).await?;
            tx.save(account.sign_out_everywhere(&caller.intent(None))?).await.map(|_| ())
        });
        Some(answer(done.await, caller.tongue))
    }

    /// Sets a new password; all your sessions end.
    async fn change_password(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ChangePasswordInput,
    ) -> Option<Result<ChangePasswordPayload, Failure>> {
        let caller = Caller::of(ctx);
        Some(answer(change_password(caller, &input).await, caller.tongue))
    }

    /// Says which languages you translate into; what there is to translate `translationQueue` tells. For everybody with an
    /// account.
    async fn set_translation_languages(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SetTranslationLanguagesInput,
    ) -> Option<Result<SetTranslationLanguagesPayload, Failure>> {
        let caller = Caller::of(ctx);
        let languages: Vec<String> = input.languages.into_iter().map(|language| language.0).collect();
        let done = caller.act(Deed::SetTranslationLanguages, async |tx| {
            let account = tx.account(signed_in(caller)?).await?;
            tx.save(account.set_translation_languages(&languages, &caller.intent(None))?).await
        });
        Some(answer(done.await.map(Viewer::new), caller.tongue))
    }

    /// Deletes your account: your personal data is erased, memberships and posts end. Refused where you are the last
    /// manager or administrator.
    async fn delete_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DeleteAccountInput,
    ) -> Option<Result<DeleteAccountPayload, Failure>> {
        let caller = Caller::of(ctx);
        Some(answer(delete_account(caller, &input).await, caller.tongue))
    }

    /// Lets somebody in who signed up. For managers of an active organisation, and administrators of a centre. Make sure
    /// that the person who signed up is the one whose address it is.
    async fn activate_account(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ActivateAccountInput,
    ) -> Option<Result<ActivateAccountPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::ActivateAccount, async |tx| {
            let organisation = match &input.organisation {
                Some(organisation) => Some(tx.organisation(id(organisation, "organisation")?, "organisation").await?),
                None => None,
            };
            Account::may_activate(organisation.as_ref(), &caller.actor)?;
            let address = domain::contact::EmailAddress::parse(&input.email_address.0);
            let address = address.map_err(|flaw| Refusal::problem("emailAddress", flaw))?;
            let account = tx.account_by_email(&address).await?.ok_or_else(|| Refusal::not_found("emailAddress"))?;
            tx.save(account.activate(organisation.as_ref(), &caller.intent(None))?).await.map(|_| ())
        });
        Some(answer(done.await, caller.tongue))
    }
}
