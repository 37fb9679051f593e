//! Changing centres, their staff and action fields.

use super::{ActionFieldNode, StaffNode};
use crate::graphql::caller::{Caller, id};
use crate::graphql::enums::StaffRole;
use crate::graphql::failure::Failure;
use crate::graphql::load::Batch;
use crate::graphql::organisation::{OrganisationFields, OrganisationNode, basics, place_ids};
use crate::graphql::payload::{answer, payloads};
use crate::graphql::scalar::{EmailAddress, MunicipalityKey};
use crate::graphql::text::LocalizedTextInput;
use async_graphql::{Context, ID, InputObject, Object};
use domain::access::Deed;
use domain::centre::{ActionField, StaffMember};
use domain::change::Record;
use domain::form::{Form, Patch};
use domain::organisation::{OfCentre, Organisation, OrganisationContent};
use domain::refusal::{Problems, Refusal};
use domain::text::{TITLE, Value};
use std::sync::Arc;

/// Who is to be on the staff.
#[derive(InputObject)]
pub struct AppointStaffInput {
    /// The centre.
    centre: ID,
    /// The person's e-mail address; the account has to exist.
    email_address: EmailAddress,
    /// The role; of somebody on the staff already it is changed.
    role: StaffRole,
}

/// Whose post ends.
#[derive(InputObject)]
pub struct DismissStaffInput {
    /// The post.
    id: ID,
}

/// A new action field.
#[derive(InputObject)]
pub struct CreateActionFieldInput {
    /// The centre.
    centre: ID,
    /// Its name; German is needed.
    name: Vec<LocalizedTextInput>,
}

/// The organisation of a centre. `name` and `primaryLanguage` are needed; its kind is `COUNTY_OFFICE`.
#[derive(InputObject)]
pub struct CreateCentreOrganisationInput {
    /// The centre.
    centre: ID,
    /// The municipality of its seat.
    municipality: MunicipalityKey,
    #[graphql(flatten)]
    fields: OrganisationFields,
}

payloads! {
    organisation: OrganisationNode, "The organisation; `null` if it was refused.";
    /// The answer of `createCentreOrganisation`.
    CreateCentreOrganisationPayload,
}

payloads! {
    staff_member: StaffNode, "The post as it is now; `null` if it was refused.";
    /// The answer of `appointStaff`.
    AppointStaffPayload,
    /// The answer of `dismissStaff`.
    DismissStaffPayload,
}

payloads! {
    action_field: ActionFieldNode, "The action field; `null` if it was refused.";
    /// The answer of `createActionField`.
    CreateActionFieldPayload,
}

fn staff_node(member: StaffMember) -> StaffNode {
    let accounts = Batch::new(vec![member.account]);
    let posts = Batch::new(vec![member.id]);
    StaffNode { member: Arc::new(member), posts, accounts }
}

/// Changing centres.
#[derive(Default)]
pub struct CentreMutation;

#[Object]
impl CentreMutation {
    /// Makes somebody coordinator or administrator of a centre, or changes the role. For its administrators.
    async fn appoint_staff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: AppointStaffInput,
    ) -> Option<Result<AppointStaffPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::AppointStaff, async |tx| {
            let centre = id(&input.centre, "centre")?;
            let address = domain::contact::EmailAddress::parse(&input.email_address.0);
            let address = address.map_err(|flaw| Refusal::problem("emailAddress", flaw))?;
            let staff = tx.staff_of(centre).await?;
            caller.actor.may(Deed::AppointStaff, domain::access::On { centre: Some(centre), ..Default::default() })?;
            let account = tx.account_by_email(&address).await?;
            let account = account.ok_or_else(|| Refusal::not_found("emailAddress"))?;
            let change = staff.appoint(caller.new_id()?, &account, input.role.into(), &caller.intent(None))?;
            tx.save(change).await
        });
        Some(answer(done.await.map(staff_node), caller.tongue))
    }

    /// Ends somebody's post. For administrators; the last administrator stays.
    async fn dismiss_staff(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: DismissStaffInput,
    ) -> Option<Result<DismissStaffPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::DismissStaff, async |tx| {
            let post = id(&input.id, "id")?;
            let staff = tx.staff_with(post).await?;
            tx.save(staff.dismiss(post, &caller.intent(None))?).await
        });
        Some(answer(done.await.map(staff_node), caller.tongue))
    }

    /// Adds an action field at the end of a centre's list. For its administrators.
    async fn create_action_field(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CreateActionFieldInput,
    ) -> Option<Result<CreateActionFieldPayload, Failure>> {
        let caller = Caller::of(ctx);
        let name = Patch::Set(input.name.into_iter().map(Into::into).collect::<Vec<_>>());
        let done = caller.act(Deed::CreateActionField, async |tx| {
            let centre = tx.centre(id(&input.centre, "centre")?).await?;
            let position = tx.count_action_fields(centre.id).await? + 1;
            let edit = |texts: &mut _, problems: &mut _| Form::new(problems).texts(texts, "name", &name, TITLE);
            tx.save(ActionField::create(caller.new_id()?, &centre, position, edit, &caller.intent(None))?).await
        });
        let node =
            |field: ActionField| ActionFieldNode { centres: Batch::new(vec![field.centre]), field: Arc::new(field) };
        Some(answer(done.await.map(node), caller.tongue))
    }

    /// Sets up the organisation as which a centre itself leads projects and joins others: a county office, there at once,
    /// managed by the centre's staff. `name` and `primaryLanguage` are needed. For the centre's administrators, once.
    async fn create_centre_organisation(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What to do, and to what.")] input: CreateCentreOrganisationInput,
    ) -> Option<Result<CreateCentreOrganisationPayload, Failure>> {
        let caller = Caller::of(ctx);
        let done = caller.act(Deed::CreateCentreOrganisation, async |tx| {
            let centre = tx.centre(id(&input.centre, "centre")?).await?;
            caller.actor.may(Deed::CreateCentreOrganisation, centre.on())?;
            let places = place_ids(caller, &input.fields)?;
            let fields = input.fields.of_a_county_office();
            let content = basics(&input.municipality, &fields, &places)?;
            let edit =
                |content: &mut OrganisationContent, problems: &mut Problems| fields.apply(content, problems, &places);
            tx.save(Organisation::of_centre(caller.new_id()?, centre, content, edit, &caller.intent(None))?).await
        });
        let node = |made: OfCentre| OrganisationNode::single(made.organisation, caller);
        Some(answer(done.await.map(node), caller.tongue))
    }
}
