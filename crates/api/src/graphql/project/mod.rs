//! Cooperation projects: the type and its lists.

mod enums;
mod exchange;
mod input;
mod list;
mod mutation;
mod need;
mod node;
mod partnership;
mod parts;
mod siblings;
mod team;

pub use enums::{NeedKind, PartnerRole, ProjectStatus, TaskStatus, Visibility};
pub(crate) use input::document;
pub use input::{DocumentInput, ProjectFields};
pub use list::{ProjectFilter, ProjectOrder, ProjectQuery};
pub use mutation::ProjectMutation;
pub use need::{NeedFields, NeedMutation, NeedNode, need_nodes};
pub use partnership::{PartnershipMutation, PartnershipNode};
pub use parts::Document;
pub use siblings::{ProjectNode, load_project, parts_by_id, project_nodes};
pub use team::{TeamMemberNode, TeamMutation};

use crate::graphql::page::connection;

connection!(ProjectConnection, ProjectEdge, ProjectNode, "projects");
connection!(NeedConnection, NeedEdge, NeedNode, "needs");
