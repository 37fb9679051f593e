//! What is true. (The map of the house follows.)

mod macros;

pub mod access;
pub mod account;
pub mod actor;
pub mod centre;
pub mod change;
pub mod comparison;
pub mod contact;
pub mod event;
pub mod form;
pub mod id;
pub mod kind;
pub mod language;
pub mod membership;
pub mod offer;
pub mod organisation;
pub mod place;
pub mod refusal;
pub mod schedule;
pub mod session;
pub mod text;
pub mod time;
