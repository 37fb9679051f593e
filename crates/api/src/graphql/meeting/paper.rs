//! Minutes on paper: what is on it, and how it is written as Markdown and HTML.

mod markup;
mod words;

pub(super) use markup::{html, markdown};

use super::minutes::MinutesNode;
use crate::graphql::caller::Caller;
use crate::graphql::failure::Failure;
use crate::graphql::message::Tongue;
use crate::graphql::scalar::LanguageTag;
use crate::graphql::text::asked;
use async_graphql::Context;
use domain::language;
use domain::meeting::{Attendance, MinutesStatus, NotedTask, Votes};
use domain::text::Texts;
use domain::time::Timestamp;

/// A text, with its language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    /// The text.
    pub(super) value: String,
    /// The language it is in.
    pub(super) language: language::LanguageTag,
}

/// A decision.
#[derive(Clone, Debug)]
pub(super) struct Resolved {
    /// Its number.
    pub(super) number: u32,
    /// What was decided.
    pub(super) text: Said,
    /// How it was voted.
    pub(super) votes: Option<Votes>,
}

/// A task.
#[derive(Clone, Debug)]
pub(super) struct ToDo {
    /// What.
    pub(super) title: Said,
    /// Who.
    pub(super) owner: Option<String>,
    /// By when, as people of that language write it.
    pub(super) due: String,
}

/// What is on the paper, in the reader's language where there is a choice.
#[derive(Clone, Debug)]
pub(super) struct Paper {
    /// The language of what we say ourselves.
    pub(super) tongue: Tongue,
    /// The group.
    pub(super) group: Said,
    /// The meeting's number and title.
    pub(super) number: u32,
    /// Its title.
    pub(super) title: Said,
    /// When, as people of that language write it.
    pub(super) time: Option<String>,
    /// Where.
    pub(super) location: Option<String>,
    /// Which version, and when it was approved.
    pub(super) version: u32,
    /// When it was approved; `None` for a draft.
    pub(super) approved: Option<String>,
    /// Why it corrects an earlier version.
    pub(super) correction: Option<String>,
    /// Who was present, excused, absent; guests. Empty for outsiders.
    pub(super) attendance: [Vec<String>; 4],
    /// The agenda: title and presenter.
    pub(super) agenda: Vec<(Said, Option<String>)>,
    /// Open tasks that had come back in the agenda.
    pub(super) open_tasks: Vec<ToDo>,
    /// The text.
    pub(super) text: Option<Said>,
    /// What is for the group alone.
    pub(super) internal_text: Option<Said>,
    /// Decisions.
    pub(super) decisions: Vec<Resolved>,
    /// Tasks that came out of it.
    pub(super) tasks: Vec<ToDo>,
}

/// Which language a reader gets.
struct Reading<'a> {
    asked: Vec<language::LanguageTag>,
    primary: &'a language::LanguageTag,
    tongue: Tongue,
}

impl Reading<'_> {
    fn of(&self, texts: &Texts) -> Option<Said> {
        let chain = [language::LanguageTag::german(), language::LanguageTag::english()];
        let chosen = texts.choose(&self.asked, &chain, self.primary)?;
        Some(Said { value: chosen.translation.value.clone(), language: chosen.language.clone() })
    }

    fn always(&self, texts: &Texts) -> Said {
        self.of(texts).unwrap_or_else(|| Said { value: String::new(), language: self.primary.clone() })
    }
}

fn named((person, organisation): (Option<String>, Option<String>), tongue: Tongue) -> String {
    let person = person.unwrap_or_else(|| words::somebody(tongue).to_owned());
    match organisation {
        Some(organisation) => format!("{person} ({organisation})"),
        None => person,
    }
}

/// Collects what a version of minutes says, as far as the reader sees it.
pub(super) async fn collect(
    ctx: &Context<'_>,
    node: &MinutesNode,
    languages: Option<Vec<LanguageTag>>,
) -> Result<Paper, Failure> {
    let (caller, meeting) = (Caller::of(ctx), &node.meeting);
    let asked = asked(caller, languages)?;
    let reading = Reading { tongue: Tongue::of(&asked), asked, primary: meeting.primary_language() };
    let tongue = reading.tongue;
    let (content, minutes) = (&meeting.meeting.content, &node.minutes);
    let mut attendance: [Vec<String>; 4] = Default::default();
    for participant in &meeting.meeting.participants {
        let place = match (&participant.guest, participant.attendance) {
            (Some(guest), _) => {
                attendance[3].push(guest.to_string());
                continue;
            }
            (None, Some(Attendance::Present)) => 0,
            (None, Some(Attendance::Excused)) => 1,
            (None, Some(Attendance::Absent)) => 2,
            (None, None) => continue,
        };
        let Some(id) = participant.member else { continue };
        let Some(member) = meeting.load_member(ctx, id).await? else { continue };
        attendance[place].push(named(member.names(ctx).await?, tongue));
    }
    for names in &mut attendance {
        names.sort();
    }
    let mut agenda = Vec::new();
    for item in &content.agenda {
        let presenter = match item.presenter {
            Some(id) => meeting.load_member(ctx, id).await?,
            None => None,
        };
        let presenter = match presenter {
            Some(member) => Some(named(member.names(ctx).await?, tongue)),
            None => None,
        };
        agenda.push((reading.always(&item.title), presenter));
    }
    let decisions = meeting.all_decisions(caller).await?;
    let resolved = decisions.iter().map(|node| Resolved {
        number: node.decision.number,
        text: reading.always(&node.decision.content.text),
        votes: node.decision.content.votes,
    });
    let is_inside = meeting.is_inside();
    let (mut tasks, mut open_tasks) = (Vec::new(), Vec::new());
    match &minutes.content.tasks {
        _ if !is_inside => {}
        Some(noted) => {
            for (noted, written) in [(&noted.new, &mut tasks), (&noted.open, &mut open_tasks)] {
                for task in noted {
                    written.push(to_do(task, node.owner_name(ctx, task.owner).await?, &reading));
                }
            }
        }
        None => {
            let (new, open) = (meeting.own_tasks(caller).await?, meeting.tasks_taken_up(caller).await?);
            for (live, written) in [(new, &mut tasks), (open, &mut open_tasks)] {
                for task in live {
                    written.push(to_do(&NotedTask::from(task.task()), task.owner_name(ctx).await?, &reading));
                }
            }
        }
    }
    Ok(Paper {
        tongue,
        group: reading.always(&meeting.group.group().content.name),
        number: meeting.meeting.number,
        title: reading.always(&content.title),
        time: content.slot.map(|slot| words::time(slot, tongue)),
        location: content.location.as_ref().map(ToString::to_string),
        version: minutes.version,
        approved: approved(minutes.status, minutes.approved_at, tongue),
        correction: minutes.content.correction.as_ref().map(|reason| reason.as_str().to_owned()),
        attendance,
        agenda,
        open_tasks,
        text: reading.of(&minutes.content.text),
        internal_text: reading.of(&minutes.content.internal_text),
        decisions: resolved.collect(),
        tasks,
    })
}

fn approved(status: MinutesStatus, at: Option<Timestamp>, tongue: Tongue) -> Option<String> {
    at.filter(|_| status == MinutesStatus::Approved).map(|at| words::date(at.local_date(), tongue))
}

fn to_do(task: &NotedTask, owner: Option<String>, reading: &Reading<'_>) -> ToDo {
    ToDo { title: reading.always(&task.title), owner, due: words::date(task.due_on, reading.tongue) }
}
