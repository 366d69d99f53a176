//! Env files: `.env.example` for people, one file a container for `docker run`, one for the agent on the host.

mod example;
mod row;

use serde_json::json;

use super::Target;
use crate::options::Layout;
use crate::plan::{BoundPlan, Id};
use crate::template::render;
use crate::text;
use crate::tree::{File, FileTree, HEADER};

/// The target `env`.
pub(super) struct Env;

impl Target for Env {
    fn id(&self) -> &'static str {
        "env"
    }

    fn summary(&self) -> &'static str {
        "`.env.example`, and an env file for each container and for the agent on the host"
    }

    fn is_default(&self) -> bool {
        true
    }

    fn main_file(&self, layout: &Layout<'_>) -> Option<String> {
        Some(layout.settings.env.example().into())
    }

    fn emit(&self, plan: &BoundPlan, layout: &Layout<'_>) -> Result<FileTree, String> {
        let mut tree = FileTree::default();
        let mut add =
            |path: String, content: String| tree.insert(&path, File { target: "env", content, starter: false });
        let groups = example::groups(plan);
        add(
            layout.settings.env.example().into(),
            render("env/example.env", json!({ "header": HEADER, "groups": groups }))?,
        )?;
        let folder = layout.settings.env.dir();
        for container in &plan.containers {
            let Some(service) = &container.service else { continue };
            let rows: Vec<String> = container.env.iter().map(row::for_docker).collect();
            let context = json!({ "header": HEADER, "id": text::comment(&container.id.to_string()), "rows": rows });
            add(format!("{folder}/{service}.env"), render("env/service.env", context)?)?;
        }
        let rows: Vec<String> = plan.host_env.iter().map(row::for_dotenv).collect();
        let host = format!("{folder}/{}.host.env", Id::AGENT);
        add(host, render("env/host.env", json!({ "header": HEADER, "rows": rows }))?)?;
        Ok(tree)
    }
}
