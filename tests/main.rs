//! What must hold from outside, in one binary.

#![expect(clippy::disallowed_methods, clippy::unwrap_used, reason = "tests stop at the first surprise")]
#![expect(clippy::too_many_lines, reason = "a table of cases is read from top to bottom")]

mod account;
mod applied;
mod attack;
mod audit;
mod checks;
mod chosen;
mod components;
mod compose;
mod completions;
mod corpus;
mod deltas;
mod deployed;
mod docs;
mod doctor;
#[cfg(unix)]
mod dev;
mod dotenv;
mod drift;
mod edits;
mod environments;
mod expected;
mod fix;
mod fmt;
mod folder;
mod formats;
mod gateway;
mod generate;
mod git;
mod graph;
mod helm;
mod house;
mod images;
mod imports;
mod kubernetes;
mod levels;
mod lock;
mod lsp;
mod newcomer;
mod once;
mod many;
mod mutation;
mod output;
mod overlay;
mod pairs;
mod platform;
mod project;
mod properties;
mod rules;
mod sdk;
mod secrets;
mod shape;
mod shown;
mod sides;
mod reader;
mod repairs;
mod readme;
mod restrict;
mod revise;
mod start;
mod stranger;
mod validate;
mod walk;
mod words;
