//! What code reads of its environment, held against what the plan gives its container, here and in a cluster.
//!
//! A spec can be valid and its agent fail, as it reads a variable that nothing gives. So the sources of each image that is
//! built are read: [`survey()`] finds them, [`Survey::look`] reads one, and [`judge()`] compares. Code is read and
//! never run. What can't be sure is advice or nothing: a false error costs more than a miss.
//!
//! Python, TypeScript and JavaScript are read by grammars of tree-sitter, which take any bytes, go on after what is no
//! code, and have no call a level of nesting. Measured in a stripped binary: the Python grammar and what runs it are
//! 0.5 MB, where a parser of the language's own is 1.2 MB and calls itself a level; the grammar of TypeScript, which reads
//! JavaScript and JSX too, is 1.4 MB. Rust is read by its words alone (0.04 MB, and 1.0 MB as a grammar), which is all
//! that its idioms take; so are shells (1.2 MB as a grammar).

mod alike;
mod asked;
mod calls;
mod client;
mod context;
mod declare;
mod dockerfile;
mod helper;
mod hidden;
mod holder;
mod judge;
mod key;
mod known;
mod language;
mod package;
mod python;
mod read;
mod reads;
mod rust;
mod script;
mod shell;
mod side;
mod survey;
mod syntax;
mod task;
mod unread;
mod usage;
mod used;
mod words;

pub(crate) use asked::Asked;
pub(crate) use calls::{Gone, Lost, source, sources};
pub(crate) use context::{Limits, may_be_read};
pub(crate) use declare::declare;
pub(crate) use helper::Helpers;
pub(crate) use judge::{Audit, FileReport, Told, Wanted, judge};
pub(crate) use reads::reads;
pub(crate) use side::Side;
pub(crate) use survey::{Looked, Skipped, Survey, survey};
pub(crate) use task::Task;
pub(crate) use unread::{of_inputs, unread};
