//! What is written about an offer.

mod parts;

use crate::graphql::enums::{Accessibility, Mode, OfferAccess};
use crate::graphql::input::{date, id_patch, ids, members, patch, patch_list, read_lines};
use crate::graphql::scalar::{Date, DateTime, MunicipalityKey, Url};
use crate::graphql::text::LocalizedTextInput;
use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::form::{Form, Patch};
use domain::id::Id;
use domain::offer::{self, OfferContent};
use domain::organisation::Organisation;
use domain::refusal::Problems;
use domain::schedule::{self, Rule};
use domain::text::{SUMMARY, Value};
use domain::time::{Timestamp, parse_date, parse_time, parse_timestamp};
use parts::{
    AudienceInput, CapacityInput, CostInput, CounsellingInput, DeliveryLanguageInput, ScheduleInput, SeasonInput,
    TaughtLanguageInput, TutoringInput,
};

/// The content of an offer. An absent field stays as it is, `null` clears it, lists replace the whole, texts change the
/// languages that are listed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct OfferFields {
    /// Title: one line of up to 120 characters.
    title: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Summary: up to 300 characters.
    summary: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Description: up to 5,000 characters.
    description: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Code of its kind, from `offerKinds`.
    kind: MaybeUndefined<String>,
    /// Topics, each up to 80 characters.
    topics: MaybeUndefined<Vec<String>>,
    /// Other organisations that give it together with the lead.
    joint_organisations: MaybeUndefined<Vec<ID>>,
    /// Languages it is given in.
    delivery_languages: MaybeUndefined<Vec<DeliveryLanguageInput>>,
    /// Whether somebody interprets if asked.
    is_interpretation_on_request: MaybeUndefined<bool>,
    /// The language one learns, and how far.
    taught_language: MaybeUndefined<TaughtLanguageInput>,
    /// What tutoring is in.
    tutoring: MaybeUndefined<TutoringInput>,
    /// What counselling is about.
    counselling: MaybeUndefined<CounsellingInput>,
    /// Whom it is for.
    audience: MaybeUndefined<AudienceInput>,
    /// How it reaches people.
    modes: MaybeUndefined<Vec<Mode>>,
    /// Places of the lead organisation where it happens.
    places: MaybeUndefined<Vec<ID>>,
    /// Municipalities it reaches beside its places.
    area: MaybeUndefined<Vec<MunicipalityKey>>,
    /// When it happens.
    schedules: MaybeUndefined<Vec<ScheduleInput>>,
    /// From when to when.
    season: MaybeUndefined<SeasonInput>,
    /// How many can come.
    capacity: MaybeUndefined<CapacityInput>,
    /// What it costs.
    cost: MaybeUndefined<CostInput>,
    /// How one gets in.
    access: MaybeUndefined<OfferAccess>,
    /// Where one registers.
    registration_url: MaybeUndefined<Url>,
    /// What to bring: up to 300 characters.
    what_to_bring: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// Whether children are looked after.
    has_childcare: MaybeUndefined<bool>,
    /// What makes it accessible.
    accessibility: MaybeUndefined<Vec<Accessibility>>,
    /// Whom to ask: a contact point of the lead organisation.
    contact_point: MaybeUndefined<ID>,
    /// Action fields of the centre that it contributes to.
    action_fields: MaybeUndefined<Vec<ID>>,
    /// Who pays for it.
    funding: MaybeUndefined<Vec<String>>,
    /// Something people have to know now: up to 300 characters.
    alert: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// The alert is shown until then.
    alert_until: MaybeUndefined<DateTime>,
    /// The offer is public until then.
    public_until: MaybeUndefined<DateTime>,
}

impl OfferFields {
    /// Writes it into the content.
    pub(crate) fn apply(&self, content: &mut OfferContent, problems: &mut Problems) {
        let mut form = Form::new(problems);
        self.apply_texts(content, &mut form);
        form.optional(&mut content.kind, "kind", &patch(&self.kind));
        form.list(&mut content.topics, "topics", &patch_list(&self.topics));
        ids(&mut form, &mut content.joint_organisations, "jointOrganisations", &self.joint_organisations);
        form.objects(
            &mut content.delivery_languages,
            "deliveryLanguages",
            &patch_list(&self.delivery_languages),
            delivery_language,
        );
        form.flag(&mut content.is_interpretation_on_request, &patch(&self.is_interpretation_on_request));
        form.object(&mut content.taught_language, "taughtLanguage", &patch(&self.taught_language), taught_language);
        form.object(&mut content.tutoring, "tutoring", &patch(&self.tutoring), tutoring);
        form.object(&mut content.counselling, "counselling", &patch(&self.counselling), counselling);
        form.object(&mut content.audience, "audience", &patch(&self.audience), |form, input: &AudienceInput| {
            audience(form, input)
        });
        members(&mut form, &mut content.modes, "modes", &self.modes);
        ids(&mut form, &mut content.places, "places", &self.places);
        form.list(&mut content.area, "area", &patch_list(&self.area));
        form.objects(&mut content.schedules, "schedules", &patch_list(&self.schedules), schedule);
        form.object(&mut content.season, "season", &patch(&self.season), |form, input: &SeasonInput| {
            let (starts_on, ends_on) =
                (date(form, "startsOn", input.starts_on.as_ref()), date(form, "endsOn", input.ends_on.as_ref()));
            Some(offer::Season { starts_on, ends_on })
        });
        form.object(&mut content.capacity, "capacity", &patch(&self.capacity), |form, input: &CapacityInput| {
            Some(offer::Capacity {
                total: input.total,
                free: input.free,
                as_of: date(form, "asOf", input.as_of.as_ref()),
            })
        });
        let before = content.cost.clone();
        form.object(&mut content.cost, "cost", &patch(&self.cost), |form, input| cost(form, input, before));
        form.plain(&mut content.access, &patch(&self.access));
        form.optional(&mut content.registration_url, "registrationUrl", &patch(&self.registration_url));
        form.flag(&mut content.has_childcare, &patch(&self.has_childcare));
        members(&mut form, &mut content.accessibility, "accessibility", &self.accessibility);
        let contact: Patch<String> = id_patch(&self.contact_point);
        form.object(&mut content.contact_point, "contactPoint", &contact, |_, text| text.parse().ok());
        if let Patch::Set(text) = &contact {
            form.read("contactPoint", text.parse::<Id<domain::contact::ContactPoint>>());
        }
        ids(&mut form, &mut content.action_fields, "actionFields", &self.action_fields);
        form.list(&mut content.funding, "funding", &patch_list(&self.funding));
        instant(&mut form, &mut content.alert_until, "alertUntil", &self.alert_until);
        instant(&mut form, &mut content.public_until, "publicUntil", &self.public_until);
    }

    fn apply_texts(&self, content: &mut OfferContent, form: &mut Form<'_>) {
        form.text(content, "title", &patch_list(&self.title));
        form.text(content, "summary", &patch_list(&self.summary));
        form.text(content, "description", &patch_list(&self.description));
        form.text(content, "whatToBring", &patch_list(&self.what_to_bring));
        form.text(content, "alert", &patch_list(&self.alert));
    }

    /// The joint organisations that are named, as far as they are ids at all.
    pub(crate) fn joint_organisations(&self) -> Vec<Id<Organisation>> {
        match &self.joint_organisations {
            MaybeUndefined::Value(ids) => {
                ids.iter().filter_map(|id| id.parse().ok()).take(domain::form::MAX_ENTRIES).collect()
            }
            _ => Vec::new(),
        }
    }
}

fn instant(form: &mut Form<'_>, target: &mut Option<Timestamp>, field: &str, input: &MaybeUndefined<DateTime>) {
    match input {
        MaybeUndefined::Undefined => {}
        MaybeUndefined::Null => *target = None,
        MaybeUndefined::Value(text) => *target = form.read(field, parse_timestamp(&text.0)).or(*target),
    }
}

fn delivery_language(form: &mut Form<'_>, input: &DeliveryLanguageInput) -> Option<offer::DeliveryLanguage> {
    let language = form.read("language", domain::language::LanguageTag::parse(&input.language.0))?;
    Some(offer::DeliveryLanguage { language, r#use: input.r#use.into() })
}

fn taught_language(form: &mut Form<'_>, input: &TaughtLanguageInput) -> Option<offer::TaughtLanguage> {
    Some(offer::TaughtLanguage {
        language: form.read("language", domain::language::LanguageTag::parse(&input.language.0))?,
        level_from: input.level_from.map(Into::into),
        level_to: input.level_to.map(Into::into),
        includes_literacy: input.includes_literacy,
    })
}

fn tutoring(form: &mut Form<'_>, input: &TutoringInput) -> Option<offer::Tutoring> {
    let mut school_types = Vec::new();
    members(form, &mut school_types, "schoolTypes", &MaybeUndefined::Value(input.school_types.clone()));
    let subjects = read_lines(form, "subjects", &input.subjects);
    Some(offer::Tutoring { subjects, school_types, grade_from: input.grade_from, grade_to: input.grade_to })
}

fn counselling(form: &mut Form<'_>, input: &CounsellingInput) -> Option<offer::Counselling> {
    Some(offer::Counselling {
        topics: read_lines(form, "topics", &input.topics),
        is_confidential: input.is_confidential,
        is_by_appointment: input.is_by_appointment,
    })
}

fn audience(form: &mut Form<'_>, input: &AudienceInput) -> Option<offer::Audience> {
    let (mut target_groups, mut genders) = (Vec::new(), Vec::new());
    members(form, &mut target_groups, "targetGroups", &MaybeUndefined::Value(input.target_groups.clone()));
    members(form, &mut genders, "genders", &MaybeUndefined::Value(input.genders.clone()));
    Some(offer::Audience {
        age_from: input.age_from,
        age_to: input.age_to,
        target_groups,
        is_for_families: input.is_for_families,
        is_for_newcomers: input.is_for_newcomers,
        genders,
    })
}

fn schedule(form: &mut Form<'_>, input: &ScheduleInput) -> Option<schedule::Schedule> {
    let dates = |form: &mut Form<'_>, field: &str, dates: &[Date]| {
        let mut read = Vec::new();
        form.objects(&mut read, field, &Patch::Set(dates.to_vec()), |form, day| form.here(parse_date(&day.0)));
        read
    };
    let except_dates = dates(form, "exceptDates", &input.except_dates);
    let extra_dates = dates(form, "extraDates", &input.extra_dates);
    let rule = input.rule.as_ref().and_then(|rule| form.read("rule", Rule::parse(&rule.0)));
    let start_time = input.start_time.as_ref().and_then(|time| form.read("startTime", parse_time(&time.0)));
    let end_time = input.end_time.as_ref().and_then(|time| form.read("endTime", parse_time(&time.0)));
    let note = form.maybe("note", input.note.as_deref());
    let starts_on = date(form, "startsOn", Some(&input.starts_on))?;
    Some(schedule::Schedule { starts_on, start_time, end_time, rule, except_dates, extra_dates, note })
}

/// A cost is replaced as a whole, but for languages of its note that are not listed.
fn cost(form: &mut Form<'_>, input: &CostInput, before: Option<offer::Cost>) -> Option<offer::Cost> {
    let mut note = before.filter(|_| !input.note.is_empty()).map(|before| before.note).unwrap_or_default();
    form.texts(&mut note, "note", &Patch::Set(input.note.iter().cloned().map(Into::into).collect()), SUMMARY);
    let cents = input.amount.as_ref().and_then(|amount| amount.read(&mut form.inside("amount")));
    Some(offer::Cost { is_free: input.is_free, cents, note })
}
