//! How it is asked: the GraphQL schema. One file per concept with its type, queries and mutations.

pub mod account;
pub mod action;
pub mod caller;
pub mod centre;
pub mod contact;
pub mod credit;
pub mod enums;
pub mod failure;
pub mod history;
pub mod input;
pub mod load;
pub mod membership;
pub mod message;
pub mod near;
pub mod node;
pub mod offer;
pub mod organisation;
pub mod page;
pub mod payload;
pub mod place;
pub mod scalar;
pub mod schema;
pub mod step;
pub mod text;
pub mod viewer;
pub mod vocabulary;
