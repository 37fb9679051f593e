//! Changing organisations.

use super::exchange::{
    AdmitOrganisationInput, AdmitOrganisationPayload, ConfirmOrganisationInput, ConfirmOrganisationPayload,
    DeleteOrganisationInput, DeleteOrganisationPayload, DissolveOrganisationInput, DissolveOrganisationPayload,
    ImportOrganisationInput, ImportOrganisationPayload, MergeOrganisationInput, MergeOrganisationPayload,
    RegisterOrganisationInput, RegisterOrganisationPayload, RejectOrganisationInput, RejectOrganisationPayload,
    RequestOrganisationRemovalInput, RequestOrganisationRemovalPayload, RestoreOrganisationInput,
    RestoreOrganisationPayload, ResumeOrganisationInput, ResumeOrganisationPayload, ReturnOrganisationInput,
    ReturnOrganisationPayload, SetOrganisationTrustInput, SetOrganisationTrustPayload, SubmitOrganisationInput,
    SubmitOrganisationPayload, SuspendOrganisationInput, SuspendOrganisationPayload, UpdateOrganisationInput,
    UpdateOrganisationPayload, WithdrawOrganisationInput, WithdrawOrganisationPayload,
};
use super::{OrganisationFields, OrganisationNode};
use crate::graphql::caller::{Caller, id};
use crate::graphql::failure::Failure;
use crate::graphql::input::patch;
use crate::graphql::payload::{Payload, answer, answer_with_current};
use crate::graphql::scalar::MunicipalityKey;
use crate::graphql::step::reason;
use crate::graphql::translation::extent;
use async_graphql::{Context, ID, Object};
use domain::access::Deed;
use domain::change::{Change, Intent};
use domain::form::{Form, Patch};
use domain::id::Id;
use domain::organisation::{Organisation, OrganisationContent, Origin};
use domain::place::Place;
use domain::refusal::{Flaw, Problems, Refusal};
use domain::text::{Line, Value};
use domain::time::parse_date;
use persistence::Error;

type Decided = Result<Change<Organisation>, Refusal>;

/// One step of an organisation: load, decide, save.
async fn step<P: Payload<Object = OrganisationNode>>(
    ctx: &Context<'_>,
    deed: Deed,
    (organisation, expected): (&ID, Option<i32>),
    decide: impl FnOnce(Organisation, &Intent<'_>) -> Decided + Send,
) -> Option<Result<P, Failure>> {
    let caller = Caller::of(ctx);
    let done = caller.act(deed, async |tx| {
        let organisation = tx.organisation(id(organisation, "id")?, "id").await?;
        tx.save(decide(organisation, &caller.intent(expected))?).await
    });
    let done = done.await.map(|organisation| OrganisationNode::single(organisation, caller));
    Some(with_current(caller, organisation, done).await)
}

/// On a conflict the answer holds the object as it is now, so that a client can merge.
async fn with_current<P: Payload<Object = OrganisationNode>>(
    caller: &Caller,
    organisation: &ID,
    done: Result<OrganisationNode, Error>,
) -> Result<P, Failure> {
    let current = async || {
        let Ok(id) = organisation.parse() else { return Ok(None) };
        let found = caller.app.store.organisations_by_id(&caller.scope, &[id]).await;
        let found = found.map_err(|error| caller.failed(error))?;
        Ok(found.into_values().next().map(|organisation| OrganisationNode::single(organisation, caller)))
    };
    answer_with_current(done, current, caller.tongue).await
}

/// Reads what a new organisation cannot do without; the rest is read together with it, so that all problems are told.
pub(in crate::graphql) fn basics(
    municipality: &MunicipalityKey,
    fields: &OrganisationFields,
    places: &[Id<Place>],
) -> Result<OrganisationContent, Refusal> {
    let mut problems = Problems::default();
    let (name, kind, language) = fields.basics();
    let read = |problems: &mut Problems, path: &str, patch: Patch<String>| match patch {
        Patch::Set(text) => Some(text),
        Patch::Leave | Patch::Clear => {
            problems.add(path, Flaw::Required);
            None
        }
    };
    let name = read(&mut problems, "name", name).and_then(|text| problems.check("name", Line::parse(&text)));
    let language = read(&mut problems, "primaryLanguage", language)
        .and_then(|text| problems.check("primaryLanguage", domain::language::LanguageTag::parse(&text)));
    let municipality = problems.check("municipality", domain::place::MunicipalityKey::parse(&municipality.0));
    let kind = if let Patch::Set(kind) = kind {
        Some(kind)
    } else {
        problems.add("kind", Flaw::Required);
        None
    };
    if let (Some(name), Some(kind), Some(municipality), Some(language)) = (&name, kind, &municipality, &language) {
        problems.finish()?;
        return Ok(OrganisationContent::new(name.clone(), kind, municipality.clone(), language.clone()));
    }
    // Something is missing: read the rest against a stand-in, only to tell what else is wrong.
    let stand_in = |text: &str| Line::parse(text).ok();
    let some_place = domain::place::MunicipalityKey::any();
    if let Some(name) = name.or_else(|| stand_in("?")) {
        let kind = kind.unwrap_or(domain::organisation::OrganisationKind::Other);
        let language = language.unwrap_or_else(domain::language::LanguageTag::german);
        let mut content = OrganisationContent::new(name, kind, municipality.unwrap_or(some_place), language);
        fields.apply(&mut content, &mut problems, places);
    }
    Err(Refusal::Invalid(problems.into_vec()))
}

/// An id for each place that is named.
pub(in crate::graphql) fn place_ids(caller: &Caller, fields: &OrganisationFields) -> Result<Vec<Id<Place>>, Error> {
    (0..fields.count_places()).map(|_| caller.new_id()).collect()
}

/// Changing organisations.
#[derive(Default)]
pub struct OrganisationMutation;

#[Object]
impl OrganisationMutation {
    /// Registers an organisation as a draft; you become its manager. For everybody who is signed in.
    async fn register_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RegisterOrganisationInput,
    ) -> Option<Result<RegisterOrganisationPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::RegisterOrganisation, async |tx| {
            let places = place_ids(caller, &input.fields)?;
            let content = basics(&input.municipality, &input.fields, &places)?;
            let manager = tx.account(caller.actor.account().ok_or(Refusal::Unauthenticated)?).await?;
            let centre = tx.centre_of_county(content.municipality.county()).await?;
            let ids = (caller.new_id()?, caller.new_id()?);
            let edit = |content: &mut OrganisationContent, problems: &mut Problems| {
                input.fields.apply(content, problems, &places)
            };
            tx.save(Organisation::register(ids, &manager, centre.as_ref(), content, edit, &caller.intent(None))?).await
        });
        // The caller became a member just now.
        let node = |registered: domain::organisation::Registered| {
            let mut caller = (**caller).clone();
            caller.scope.organisations.push(registered.organisation.id);
            OrganisationNode::single(registered.organisation, &caller)
        };
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Enters an organisation known from a report; it is public as an unclaimed entry. For coordinators.
    async fn import_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ImportOrganisationInput,
    ) -> Option<Result<ImportOrganisationPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::ImportOrganisation, async |tx| {
            let places = place_ids(caller, &input.fields)?;
            let content = basics(&input.municipality, &input.fields, &places)?;
            let centre = tx.centre_of_county(content.municipality.county()).await?;
            let mut problems = Problems::default();
            let origin = Origin {
                kind: input.origin_kind.into(),
                source: problems.check("originSource", Line::parse(&input.origin_source)),
                date: input.origin_date.as_ref().and_then(|date| problems.check("originDate", parse_date(&date.0))),
            };
            let wrong_origin = problems.into_vec();
            let edit = |content: &mut OrganisationContent, problems: &mut Problems| {
                input.fields.apply(content, problems, &places);
                wrong_origin.into_iter().for_each(|problem| problems.add(problem.path, problem.flaw));
            };
            tx.save(Organisation::import(
                caller.new_id()?,
                centre.as_ref(),
                origin,
                content,
                edit,
                &caller.intent(None),
            )?)
            .await
        });
        Some(answer(done.await.map(|organisation| OrganisationNode::single(organisation, caller)), caller.tongue))
    }

    /// Changes a profile. For managers, and coordinators of the centre.
    async fn update_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: UpdateOrganisationInput,
    ) -> Option<Result<UpdateOrganisationPayload, Failure>> {
        let caller = Caller::of(ctx);
        let places = match place_ids(caller, &input.fields) {
            Ok(places) => places,
            Err(error) => return Some(Err(caller.failed(error))),
        };
        let done = caller.act(Deed::UpdateOrganisation, async |tx| {
            let organisation = id(&input.id, "id")?;
            tx.lock_offers_of(organisation).await?;
            let organisation = tx.organisation(organisation, "id").await?;
            let in_use = tx.places_in_use(organisation.id).await?;
            let edit = |content: &mut OrganisationContent, problems: &mut Problems| {
                let municipality = patch(&input.municipality);
                Form::new(problems).required(&mut content.municipality, "municipality", &municipality);
                input.fields.apply(content, problems, &places);
            };
            let how = (in_use.as_slice(), extent(input.is_minor_change));
            tx.save(organisation.update(how, edit, &caller.intent(Some(input.expected_revision)))?).await
        });
        let done = done.await.map(|organisation| OrganisationNode::single(organisation, caller));
        Some(with_current(caller, &input.id, done).await)
    }

    /// Confirms that the profile is still right. For managers, and coordinators.
    async fn confirm_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ConfirmOrganisationInput,
    ) -> Option<Result<ConfirmOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::ConfirmOrganisation, on, |organisation, intent| organisation.confirm(intent)).await
    }

    /// Asks the centre to admit a draft. For managers.
    async fn submit_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SubmitOrganisationInput,
    ) -> Option<Result<SubmitOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::SubmitOrganisation, on, |organisation, intent| organisation.submit(intent)).await
    }

    /// Deletes a draft. For managers.
    async fn delete_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DeleteOrganisationInput,
    ) -> Option<Result<DeleteOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::DeleteOrganisation, on, |organisation, intent| organisation.delete(intent)).await
    }

    /// Admits a submitted organisation: it is public from now on. For coordinators.
    async fn admit_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AdmitOrganisationInput,
    ) -> Option<Result<AdmitOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::AdmitOrganisation, on, |organisation, intent| organisation.admit(intent)).await
    }

    /// Gives a submitted organisation back for changes. For coordinators.
    async fn return_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ReturnOrganisationInput,
    ) -> Option<Result<ReturnOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::ReturnOrganisation, on, |organisation, intent| {
            organisation.give_back(reason(&input.reason)?, intent)
        })
        .await
    }

    /// Refuses a submitted organisation. For coordinators.
    async fn reject_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RejectOrganisationInput,
    ) -> Option<Result<RejectOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::RejectOrganisation, on, |organisation, intent| {
            organisation.reject(reason(&input.reason)?, intent)
        })
        .await
    }

    /// Takes an organisation and its offers out of public results, without touching them. For coordinators.
    async fn suspend_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SuspendOrganisationInput,
    ) -> Option<Result<SuspendOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::SuspendOrganisation, on, |organisation, intent| {
            organisation.suspend(reason(&input.reason)?, intent)
        })
        .await
    }

    /// Ends a suspension. For coordinators.
    async fn resume_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: ResumeOrganisationInput,
    ) -> Option<Result<ResumeOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::ResumeOrganisation, on, |organisation, intent| organisation.resume(intent)).await
    }

    /// Records that an organisation exists no longer. For managers, and coordinators.
    async fn dissolve_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DissolveOrganisationInput,
    ) -> Option<Result<DissolveOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::DissolveOrganisation, on, |organisation, intent| {
            let date = parse_date(&input.dissolved_on.0).map_err(|flaw| Refusal::problem("dissolvedOn", flaw))?;
            organisation.dissolve(date, intent)
        })
        .await
    }

    /// Makes an organisation part of another one: its id leads there, its offers, contacts and members go over. For
    /// administrators of both centres.
    async fn merge_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: MergeOrganisationInput,
    ) -> Option<Result<MergeOrganisationPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::MergeOrganisation, async |tx| {
            let (from, into) = (id(&input.id, "id")?, id(&input.into, "into")?);
            tx.lock_projects_of(from).await?;
            tx.lock_offers_of(from).await?;
            // Always locked in the same order, so that two merges never wait for each other.
            let (organisation, into) = if from < into {
                let organisation = tx.organisation(from, "id").await?;
                (organisation, tx.organisation(into, "into").await?)
            } else {
                let into = tx.organisation(into, "into").await?;
                (tx.organisation(from, "id").await?, into)
            };
            tx.save(organisation.merge(into, &caller.intent(Some(input.expected_revision)))?).await
        });
        let done = done.await.map(|merged| OrganisationNode::single(merged.into, caller));
        Some(with_current(caller, &input.id, done).await)
    }

    /// Decides whether an organisation publishes by itself. For coordinators.
    async fn set_organisation_trust(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: SetOrganisationTrustInput,
    ) -> Option<Result<SetOrganisationTrustPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::SetOrganisationTrust, on, |organisation, intent| {
            organisation.set_trust(input.trust.into(), intent)
        })
        .await
    }

    /// Asks that an unclaimed entry disappears; it is hidden at once. For everybody, without an account.
    async fn request_organisation_removal(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RequestOrganisationRemovalInput,
    ) -> Option<Result<RequestOrganisationRemovalPayload, Failure>> {
        let caller = Caller::of(ctx);
        // Nobody hides the whole directory: after a few wishes from one address the next ones have to wait.
        if let Err(refusal) = caller.app.throttle.wish(caller.address, "request a removal", caller.now) {
            return Some(answer(Err(refusal.into()), caller.tongue));
        }
        step(ctx, Deed::RequestOrganisationRemoval, (&input.id, None), |organisation, intent| {
            organisation.request_removal(input.reason.as_deref().map(reason).transpose()?, intent)
        })
        .await
    }

    /// Withdraws an entry whose removal was requested, for good. For coordinators.
    async fn withdraw_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: WithdrawOrganisationInput,
    ) -> Option<Result<WithdrawOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::WithdrawOrganisation, on, |organisation, intent| organisation.withdraw(intent)).await
    }

    /// Shows an entry again whose removal was requested. For coordinators.
    async fn restore_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: RestoreOrganisationInput,
    ) -> Option<Result<RestoreOrganisationPayload, Failure>> {
        let on = (&input.id, Some(input.expected_revision));
        step(ctx, Deed::RestoreOrganisation, on, |organisation, intent| organisation.restore(intent)).await
    }
}
