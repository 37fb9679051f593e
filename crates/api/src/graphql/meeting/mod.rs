//! Meetings of working groups, with minutes and decisions.

mod agenda;
mod decision;
mod enums;
mod exchange;
mod input;
mod minutes;
mod mutation;
mod node;
mod paper;
mod participant;
mod record;

pub use decision::{DecisionFields, DecisionMutation, DecisionNode, decisions_by_id};
pub use input::{AttendanceInput, MeetingFields};
pub use minutes::{MinutesNode, minutes_by_id};
pub use mutation::MeetingMutation;
pub use node::{MeetingNode, connect_meetings, load_meeting, meetings_by_id};
pub use participant::ParticipantNode;
pub use record::{MinutesFields, MinutesMutation};

use crate::graphql::page::connection;

connection!(MeetingConnection, MeetingEdge, MeetingNode, "meetings");
