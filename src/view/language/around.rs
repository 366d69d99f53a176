//! The keys of providers of one's own, of local runs, and of what is asked of the platform.

use super::Fact;

const CARRIED: &str = "part of an annotation";

pub(super) const FACTS: &[Fact] = &[
    Fact { key: "CustomProvider.scope", example: "scope: [integrations]", compose: "", cluster: "", client: "" },
    Fact {
        key: "CustomProvider.variables",
        example: "variables:\n  - {name: API_KEY, datatype: string, secret: true}",
        compose: "`<PROVIDER>_<NAME>` of the agent and of jobs, once an entry uses the provider",
        cluster: "the same; secret ones come from a Secret",
        client: "fields of the entries that use it",
    },
    Fact { key: "CustomProvider.config", example: "config:\n  region: eu", compose: "", cluster: "", client: "" },
    Fact {
        key: "Dev.interfaces",
        example: "interfaces:\n  messaging:\n    adapters: [web]",
        compose: "what its keys say",
        cluster: "the adapters, where `ast.toml` has none under `[messaging]`",
        client: "",
    },
    Fact {
        key: "Dev.schedules",
        example: "schedules:\n  nightly: \"0 2 * * *\"",
        compose: "nothing by itself: a job of the profile `ingestion` is run by hand",
        cluster: "the CronJob's schedule where `ast.toml` has none under `[schedules]`, with a warning",
        client: "",
    },
    Fact {
        key: "Dev.command",
        example: "command: uvicorn desk:app --reload",
        compose: "the entry point of the agent, in a shell",
        cluster: "nothing: `command` under `[components.agent]` in `ast.toml` is another",
        client: "",
    },
    Fact {
        key: "Dev.overrides",
        example: "overrides:\n  messagingImage: ghcr.io/example/messaging:2",
        compose: "what its keys say",
        cluster: "what its keys say",
        client: "",
    },
    Fact {
        key: "DevInterfaces.frontend",
        example: "frontend:\n  port: 3000",
        compose: "the port of the agent's frontend",
        cluster: "",
        client: "",
    },
    Fact {
        key: "DevInterfaces.messaging",
        example: "messaging:\n  adapters: [web, slack]",
        compose: "the service `astro-messaging`",
        cluster: "adapters of the sidecar, where `ast.toml` has none",
        client: "",
    },
    Fact {
        key: "DevFrontend.port",
        example: "port: 3000",
        compose: "`PORT` of the agent, and the port that it is reached on inside",
        cluster: "nothing: it is 80 there",
        client: "",
    },
    Fact {
        key: "DevMessaging.adapters",
        example: "adapters: [web, slack]",
        compose: "`WEB_ENABLED` and `SLACK_ENABLED`; the web adapter is reached on 3110 unless taken",
        cluster: "the same, where `ast.toml` has none; the web adapter is on 8090",
        client: "",
    },
    Fact {
        key: "DevMessaging.slack",
        example: "slack:\n  socket_mode: true",
        compose: "`SLACK_CONFIG`, as JSON",
        cluster: "`SLACK_CONFIG`, as JSON",
        client: "",
    },
    Fact {
        key: "DevMessaging.log_level",
        example: "log_level: debug",
        compose: "`LOG_LEVEL` of the sidecar, `debug` unless said",
        cluster: "`LOG_LEVEL` of the sidecar, `info` unless said",
        client: "",
    },
    slack("Slack.actionable_reactions", "actionable_reactions: [eyes]"),
    slack("Slack.allowed_channel_ids", "allowed_channel_ids: [C0123456789]"),
    slack("Slack.allowed_user_ids", "allowed_user_ids: [U0123456789]"),
    slack("Slack.observe_channel_ids", "observe_channel_ids: [C0123456789]"),
    slack("Slack.socket_mode", "socket_mode: true"),
    slack("Slack.auto_thread", "auto_thread: true"),
    Fact {
        key: "Overrides.messagingImage",
        example: "messagingImage: ghcr.io/example/messaging:2",
        compose: "the image of `astro-messaging`, unless `ast.toml` or `--messaging-image` names one",
        cluster: "the image of the sidecar, unless `ast.toml` or `--messaging-image` names one",
        client: "",
    },
    carried("Sandbox.toolchain", "toolchain: auto"),
    carried("Sandbox.packages", "packages: [ripgrep]"),
    carried("Sandbox.python", "python:\n  version: \"3.12\""),
    carried("Sandbox.node", "node:\n  version: \"22\""),
    carried("Sandbox.browser", "browser:\n  name: chromium"),
    carried("Sandbox.env", "env:\n  TZ: UTC"),
    carried("Sandbox.setup", "setup:\n  - make tools"),
    carried("Python.version", "version: \"3.12\""),
    carried("Python.packages", "packages: [pandas]"),
    carried("Node.version", "version: \"22\""),
    carried("Node.packages", "packages: [zx]"),
    carried("Browser.name", "name: chromium"),
    carried("Connection.provider", "provider: google"),
    carried("Connection.scopes", "scopes: [calendar]"),
    carried("Connection.required", "required: false"),
    carried("Connection.reason", "reason: To find a free hour."),
];

const fn slack(key: &'static str, example: &'static str) -> Fact {
    let part = "part of `SLACK_CONFIG`";
    Fact { key, example, compose: part, cluster: part, client: "" }
}

const fn carried(key: &'static str, example: &'static str) -> Fact {
    Fact { key, example, compose: CARRIED, cluster: CARRIED, client: "" }
}
