//! What is typed in about meetings.

use super::enums::Attendance;
use crate::graphql::input::{patch, patch_list};
use crate::graphql::project::{DocumentInput, document};
use crate::graphql::scalar::{DateTime, Url};
use crate::graphql::text::LocalizedTextInput;
use async_graphql::{ID, InputObject, MaybeUndefined};
use domain::form::Form;
use domain::id::Id;
use domain::meeting::{AgendaItem, AttendanceList, MAX_ITEMS, MeetingContent, Slot, Topic};
use domain::refusal::{Flaw, Problems};
use domain::text::{SUMMARY, TITLE, Texts};
use domain::time::parse_timestamp;
use domain::working_group::GroupMember;

/// When a meeting is or could be.
#[derive(InputObject, Clone, Debug)]
pub struct MeetingTimeInput {
    /// From then; in the future.
    start: DateTime,
    /// Until then, if that is known.
    end: Option<DateTime>,
}

impl MeetingTimeInput {
    fn read(&self, form: &mut Form<'_>) -> Option<Slot> {
        let start = form.read("start", parse_timestamp(&self.start.0));
        let end = match &self.end {
            Some(end) => Some(form.read("end", parse_timestamp(&end.0))?),
            None => None,
        };
        Some(Slot { start: start?, end })
    }
}

/// An item of the agenda.
#[derive(InputObject, Clone, Debug)]
pub struct AgendaItemInput {
    /// What it is about: one line of up to 120 characters, in the group's primary language and others.
    title: Vec<LocalizedTextInput>,
    /// Said more exactly: up to 300 characters.
    description: Option<Vec<LocalizedTextInput>>,
    /// Who presents it: the membership of somebody in the group.
    presenter: Option<ID>,
    /// Offers, projects and organisations it is about, by their ids.
    topics: Option<Vec<ID>>,
}

/// A topic by its id, whose beginning tells what it is.
fn topic(id: &ID) -> Result<Topic, Flaw> {
    let kinds = [id.parse().map(Topic::Offer), id.parse().map(Topic::Project), id.parse().map(Topic::Organisation)];
    kinds.into_iter().find_map(Result::ok).ok_or(Flaw::Unknown)
}

impl AgendaItemInput {
    fn read(&self, form: &mut Form<'_>) -> Option<AgendaItem> {
        let (mut title, mut description, mut topics) = (Texts::default(), Texts::default(), Vec::new());
        form.texts(&mut title, "title", &patch_list(&MaybeUndefined::Value(self.title.clone())), TITLE);
        let said = self.description.clone().unwrap_or_default();
        form.texts(&mut description, "description", &patch_list(&MaybeUndefined::Value(said)), SUMMARY);
        let presenter: Option<Id<GroupMember>> =
            self.presenter.as_ref().and_then(|presenter| form.read("presenter", presenter.parse()));
        let named = MaybeUndefined::Value(self.topics.clone().unwrap_or_default());
        form.objects(&mut topics, "topics", &patch_list(&named), |form, id: &ID| form.here(topic(id)));
        form.once(&topics, "topics");
        Some(AgendaItem { title, description, presenter, topics })
    }
}

/// What a meeting says about itself. An absent field stays as it is, `null` clears it, lists replace the whole, texts change
/// the languages that are listed.
#[derive(InputObject, Clone, Debug, Default)]
pub struct MeetingFields {
    /// What it is called: one line of up to 120 characters.
    title: MaybeUndefined<Vec<LocalizedTextInput>>,
    /// When it is.
    time: MaybeUndefined<MeetingTimeInput>,
    /// When it could be, while the members are asked: 2 to 40 times that begin at different moments.
    options: MaybeUndefined<Vec<MeetingTimeInput>>,
    /// Where it is: up to 200 characters.
    location: MaybeUndefined<String>,
    /// Where on the web, for the group: `https` only.
    link: MaybeUndefined<Url>,
    /// What is talked about: up to 40 items.
    agenda: MaybeUndefined<Vec<AgendaItemInput>>,
    /// Documents.
    documents: MaybeUndefined<Vec<DocumentInput>>,
}

impl MeetingFields {
    /// Writes it into the content.
    pub(crate) fn apply(&self, content: &mut MeetingContent, problems: &mut Problems) {
        let mut form = Form::new(problems);
        form.texts(&mut content.title, "title", &patch_list(&self.title), TITLE);
        let time = patch::<_, MeetingTimeInput>(&self.time);
        form.object(&mut content.slot, "time", &time, |form, time| time.read(form));
        let options = patch_list::<_, MeetingTimeInput>(&self.options);
        form.objects(&mut content.options, "options", &options, |form, option| option.read(form));
        form.optional(&mut content.location, "location", &patch(&self.location));
        form.optional(&mut content.link, "link", &patch(&self.link));
        let agenda = patch_list::<_, AgendaItemInput>(&self.agenda);
        form.objects(&mut content.agenda, "agenda", &agenda, |form, item| item.read(form));
        form.objects(&mut content.documents, "documents", &patch_list(&self.documents), document);
    }

    /// What the agenda refers to, as far as it can be read at all.
    pub(crate) fn topics(&self) -> Vec<Topic> {
        let MaybeUndefined::Value(agenda) = &self.agenda else { return Vec::new() };
        let named = agenda.iter().take(MAX_ITEMS).flat_map(|item| item.topics.iter().flatten());
        named.filter_map(|id| topic(id).ok()).take(1_000).collect()
    }
}

/// Whether a member was there.
#[derive(InputObject, Clone, Debug)]
pub struct AttendanceInput {
    /// The membership.
    member: ID,
    /// Whether that person was there.
    attendance: Attendance,
}

/// Reads who was there.
pub(super) fn attendance_list(
    members: &[AttendanceInput],
    guests: Option<&[String]>,
    problems: &mut Problems,
) -> AttendanceList {
    let mut form = Form::new(problems);
    let mut list = AttendanceList::default();
    let entries = domain::form::Patch::Set(members.to_vec());
    form.objects(&mut list.members, "members", &entries, |form, entry: &AttendanceInput| {
        Some((form.read("member", entry.member.parse())?, entry.attendance.into()))
    });
    list.guests = guests.map(|guests| crate::graphql::input::read_lines(&mut form, "guests", guests));
    list
}
