//! What the platform itself sets: in the agent, and in the messaging sidecar (SPEC 6.8 and 7).

use super::super::claim::{Claim, Condition, EnvKind, Precedence, SupplyClaim, Symbol, Syntax};
use super::super::container::{Container, Port};
use super::super::id::Id;
use super::Resolver;
use crate::provider::{Token, platform};

impl Resolver<'_> {
    /// The platform's variables of the agent.
    pub(super) fn platform(&mut self) {
        use Condition::{Always, Messaging, Otel, PublicHost, WebAdapter};
        let mut rows = vec![
            ("ASTRO_AGENT_NAME", Symbol::AgentName, Always, "name of the agent"),
            ("ASTRO_AGENT_BUILD", Symbol::AgentBuild, Always, "build that runs: `dev` locally, else the image's tag"),
            ("ASTRO_AGENT_HOST", Symbol::AgentHost, Always, "host name of the agent inside the project"),
            ("ASTRO_AGENT_URL", Symbol::AgentUrl, Always, "URL of the agent inside the project"),
            ("GRPC_SERVER_ADDR", Symbol::MessagingAddress, Messaging, "address of the messaging sidecar"),
            (
                "AGENT_FILES_DIR",
                Symbol::Literal(platform().messaging.files.clone()),
                WebAdapter,
                "folder for files shared with the messaging sidecar",
            ),
            ("OTEL_EXPORTER_OTLP_ENDPOINT", Symbol::OtelEndpoint, Otel, "where telemetry goes"),
            ("ASTRO_EXTERNAL_AGENT_URL", Symbol::ExternalUrl, PublicHost, "public URL of the agent"),
        ];
        if self.plan.frontend.is_some() {
            rows.push(("PORT", Symbol::FrontendPort, Always, "port that the frontend listens on"));
        }
        for (name, value, condition, description) in rows {
            let mut claim = Claim::new(Precedence::Owner, EnvKind::Platform, value);
            claim.condition = condition;
            claim.description = Some(description.into());
            self.claim(&Id::AGENT, name, claim);
        }
    }

    /// The messaging sidecar, which a binding leaves out where nothing asks for it.
    pub(super) fn messaging(&mut self) {
        use Condition::{Always, Local, SlackAdapter, WebAdapter};
        let facts = &platform().messaging;
        let literal = |text: &str| Symbol::Literal(text.into());
        let mut container =
            Container::new(Id::MESSAGING, self.spec.agent.get().map(|agent| agent.place.clone()).unwrap_or_default());
        container.ports = vec![Port { name: "grpc".into(), number: facts.grpc.port }];
        container.volume = Some(platform().agent.disk.clone());
        self.add(container);
        let slack = self.plan.messaging.slack.as_ref().map(ToString::to_string);
        let mut rows = vec![
            ("GRPC_ENABLED", literal("true"), Always),
            ("GRPC_LISTEN_ADDR", literal(&format!(":{}", facts.grpc.port)), Always),
            ("STORAGE_TYPE", literal("memory"), Always),
            ("LOG_LEVEL", Symbol::LogLevel, Always),
            ("DEV", literal("true"), Local),
            ("FILES_DIR", literal(&facts.files), Always),
            ("WEB_ENABLED", literal("true"), WebAdapter),
            ("WEB_LISTEN_ADDR", Symbol::WebListenAddress, WebAdapter),
            ("CHAT_DB_PATH", literal(&facts.chats), WebAdapter),
            ("SLACK_ENABLED", Symbol::SlackEnabled, SlackAdapter),
        ];
        if let Some(slack) = &slack {
            rows.push(("SLACK_CONFIG", literal(slack), SlackAdapter));
        }
        for (name, value, condition) in rows {
            let mut claim = Claim::new(Precedence::Owner, EnvKind::Platform, value);
            claim.condition = condition;
            self.claim(&Id::MESSAGING, name, claim);
        }
        let may_have_slack =
            self.plan.messaging.in_cluster || self.plan.messaging.adapters.iter().any(|name| name == "slack");
        for Token { name, description } in &facts.slack {
            let mut claim = Claim::new(Precedence::Owner, EnvKind::Credential, Symbol::Supply(name.as_str().into()));
            claim.condition = SlackAdapter;
            claim.provider = Some("slack".into());
            claim.description = Some(description.as_str().into());
            self.claim(&Id::MESSAGING, name, claim);
            if may_have_slack {
                self.owned.insert(name.clone(), name.clone());
            }
            self.supply(
                name,
                SupplyClaim { secret: true, syntax: Syntax::Key, ..SupplyClaim::owner(EnvKind::Platform) },
            );
        }
    }
}
