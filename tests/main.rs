//! What must hold from outside, in one binary.

mod corpus;
mod expected;
mod house;
mod rules;
