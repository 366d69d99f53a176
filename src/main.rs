//! The `ast` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    ast::cli::process()
}
