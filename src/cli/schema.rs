//! `ast schema`: the JSON Schema of the spec, or of `ast.toml`.

use super::Status;
use super::session::{Failure, Session};

#[derive(Debug, clap::Args)]
#[command(after_help = "Examples:
  ast schema > astropods.schema.json
  ast schema --options > ast.schema.json

In astropods.yml, a first line names the schema for editors:
  # yaml-language-server: $schema=./astropods.schema.json")]
pub(super) struct Args {
    /// Print the schema of `ast.toml` instead
    #[arg(long)]
    options: bool,
}

pub(super) fn run(args: &Args, session: &mut Session<'_, '_>) -> Result<Status, Failure> {
    session.print(if args.options { crate::options::PUBLISHED } else { crate::schema::PUBLISHED })?;
    Ok(Status::Fine)
}
