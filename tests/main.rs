//! What must hold from outside, in one binary.

mod corpus;
mod drift;
mod expected;
mod house;
mod project;
mod rules;
mod reader;
mod validate;
