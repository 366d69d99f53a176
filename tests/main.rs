//! What must hold from outside, in one binary.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests stop at the first surprise")]

mod compose;
mod corpus;
mod drift;
mod edits;
mod expected;
mod generate;
mod house;
mod newcomer;
mod once;
mod project;
mod rules;
mod sdk;
mod reader;
mod readme;
mod validate;
