//! The compiler: from a spec's text to its plan, and from that to trees of files.
//!
//! It is pure: no disk, process, socket, clock or environment, which a test holds. It is a crate of its own, so that
//! it is built beside the program and for speed, while the program is built for size. `lib.rs` is the map of both, and
//! has these modules under the same names.

pub mod source;
pub mod text;
pub mod path;
pub mod diagnostic;
pub mod image;
pub mod quantity;
pub mod document;
pub mod options;
pub mod provider;
pub mod spec;
pub mod schema;
pub mod plan;
pub mod delta;
pub mod rule;
pub mod fix;
pub mod dotenv;
pub mod tree;
pub mod template;
pub mod target;
pub mod compile;
