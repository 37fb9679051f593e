//! Working groups: the type and its lists.

mod enums;
mod exchange;
mod interest;
mod list;
mod member;
mod mutation;
mod node;

pub use enums::GroupRole;
pub use exchange::GroupFields;
pub use interest::{InterestMutation, InterestNode, interest_nodes};
pub use list::{GroupFilter, GroupOrder, GroupQuery};
pub use member::{GroupMemberMutation, GroupMemberNode, members_by_id};
pub use mutation::GroupMutation;
pub use node::{GroupNode, group_nodes, load_group};

use crate::graphql::page::connection;

connection!(GroupConnection, GroupEdge, GroupNode, "working groups");
connection!(InterestConnection, InterestEdge, InterestNode, "interests");
