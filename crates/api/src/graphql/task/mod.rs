//! Tasks and milestones of projects and working groups.

mod mutation;
mod node;

pub use mutation::{TaskFields, TaskMutation};
pub use node::{TaskHomeNode, TaskNode, task_nodes, tasks_by_id};
