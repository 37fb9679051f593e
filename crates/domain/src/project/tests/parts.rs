//! A need and a task to try deeds on.

use super::*;

pub(super) fn need(status: NeedStatus) -> Need {
    let offered = matches!(status, NeedStatus::Offered | NeedStatus::Met);
    Need {
        id: id(55),
        project: key(),
        status,
        content: NeedContent {
            kind: NeedKind::Room,
            description: text("Ein Raum"),
            language: None,
            municipality: None,
            until: None,
        },
        offered_by: offered.then(|| id(OTHER)),
        note: offered.then(|| line("Sonntags geht es")),
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}

pub(super) fn task(status: TaskStatus) -> Task {
    Task {
        id: id(56),
        of: TaskOf::Project(key()),
        status,
        content: TaskContent {
            title: text("Raum buchen"),
            description: Texts::default(),
            is_milestone: false,
            owner: id(PARTNER),
            due_on: NOW.local_date(),
        },
        done_at: None,
        created_at: NOW,
        updated_at: NOW,
        revision: Revision::FIRST,
    }
}
