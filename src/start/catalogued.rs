//! Which entry of the catalogue a variable or a package is a sign of.

use std::collections::BTreeMap;

use crate::compile::{Facts, bind, compile};
use crate::options::Options;
use crate::plan::{For, Id};
use crate::provider::{catalogue, clients};
use crate::source::Source;

/// Packages that are a sign of a provider, beside those that client code is written with.
const PACKAGES: &[(&str, &str)] = &[
    ("psycopg2", "postgres"),
    ("psycopg2-binary", "postgres"),
    ("asyncpg", "postgres"),
    ("pg", "postgres"),
    ("postgres", "postgres"),
    ("pgvector", "postgres"),
    ("tokio-postgres", "postgres"),
    ("github.com/jackc/pgx", "postgres"),
    ("ioredis", "redis"),
    ("github.com/redis/go-redis", "redis"),
    ("@qdrant/js-client-rest", "qdrant"),
    ("langchain-qdrant", "qdrant"),
    ("mysql2", "mysql"),
    ("mysql-connector-python", "mysql"),
    ("neo4j-driver", "neo4j"),
    ("@pinecone-database/pinecone", "pinecone"),
    ("pinecone-client", "pinecone"),
];
/// Packages that call models.
const MODELS: &[&str] = &[
    "openai",
    "langchain-openai",
    "@langchain/openai",
    "@ai-sdk/openai",
    "@mastra/core",
    "async-openai",
    "litellm",
    "pydantic-ai",
    "openai-agents",
    "@openai/agents",
    "llama-index-llms-openai",
];
/// Packages of a provider's own client, which no gateway serves.
const OWN_MODELS: &[(&str, &str)] = &[
    ("anthropic", "anthropic"),
    ("langchain-anthropic", "anthropic"),
    ("@anthropic-ai/sdk", "anthropic"),
    ("@ai-sdk/anthropic", "anthropic"),
    ("@langchain/anthropic", "anthropic"),
    ("google-genai", "gemini"),
    ("google-generativeai", "gemini"),
    ("langchain-google-genai", "gemini"),
    ("@google/genai", "gemini"),
    ("@ai-sdk/google", "gemini"),
    ("cohere", "cohere"),
    ("langchain-cohere", "cohere"),
    ("cohere-ai", "cohere"),
];
/// Packages that serve pages or an API.
const FRONTENDS: &[&str] = &[
    "fastapi",
    "flask",
    "starlette",
    "django",
    "uvicorn",
    "aiohttp",
    "gradio",
    "streamlit",
    "chainlit",
    "express",
    "hono",
    "fastify",
    "koa",
    "next",
    "mastra",
    "axum",
    "actix-web",
    "warp",
    "rocket",
];
/// Packages that talk through the messaging sidecar.
const MESSAGING: &[&str] = &["astropods-adapter-core", "astropods-adapter-langchain", "@astropods/adapter-core"];

/// What the catalogue gives an agent, by the variable: the section and the provider.
pub(super) fn given() -> BTreeMap<String, (&'static str, &'static str)> {
    let mut found = BTreeMap::new();
    for provider in catalogue().iter() {
        let (section, name) = (provider.section.as_str(), provider.name.as_str());
        for variable in agent_variables(&format!("{section}: {{{name}: {{provider: {name}}}}}\n")) {
            found.entry(variable).or_insert((section, name));
        }
    }
    // What every agent has is a sign of nothing.
    for variable in platform() {
        found.remove(&variable);
    }
    found
}

/// What every agent is given, whatever it declares.
pub(super) fn platform() -> Vec<String> {
    agent_variables("")
}

fn agent_variables(declared: &str) -> Vec<String> {
    let text = format!("spec: blueprint/v1\nname: my-agent\nagent: {{image: \"x:1\"}}\n{declared}");
    let options = Options::default();
    let compilation = compile(Source::new("", text), |_| Facts::default(), &options);
    let plan = bind(&compilation, &options, For::Local);
    let agent = plan.container(&Id::AGENT);
    agent.iter().flat_map(|agent| &agent.env).map(|row| row.name.clone()).collect()
}

/// The store that a package is the client of.
pub(super) fn store(package: &str) -> Option<&'static str> {
    let listed = PACKAGES.iter().find(|(name, _)| *name == package).map(|(_, provider)| *provider);
    listed.or_else(|| {
        let is_it = |provider: &&crate::provider::Provider| {
            let libraries = clients().get(&provider.name).into_iter().flat_map(|of| of.values());
            libraries.flatten().any(|library| library.library == package)
        };
        catalogue().of("knowledge").find(is_it).map(|provider| provider.name.as_str())
    })
}

/// The stores that there are, by name.
pub(crate) fn stores() -> Vec<&'static str> {
    catalogue().of("knowledge").map(|provider| provider.name.as_str()).collect()
}

/// Whether a package calls models.
pub(super) fn calls_models(package: &str) -> bool {
    MODELS.contains(&package)
}

/// The provider of models that a package is the own client of.
pub(super) fn own_models(package: &str) -> Option<&'static str> {
    OWN_MODELS.iter().find(|(name, _)| *name == package).map(|(_, provider)| *provider)
}

/// Whether a package serves pages or an API.
pub(super) fn is_frontend(package: &str) -> bool {
    FRONTENDS.contains(&package)
}

/// Whether a package talks through the messaging sidecar.
pub(super) fn is_messaging(package: &str) -> bool {
    MESSAGING.contains(&package)
}
