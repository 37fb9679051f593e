//! How it is asked: the only room that knows HTTP and GraphQL, and the program around them.

pub mod app;
pub mod auth;
pub mod bench;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod door;
pub mod graphiql;
pub mod graphql;
pub mod http;
pub mod listen;
pub mod reads;
pub mod xliff;
