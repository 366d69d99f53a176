//! `dev`: what holds for local runs only.

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};

use crate::document::Cursor;
use crate::source::{Located, Place};

use super::declare::{keywords, mapping};
use super::field::{Entries, Field, List, Read, Reader, Retired, Text};
use super::image::Image;

mapping! {
    /// Settings for local development only.
    Dev {
        /// The interfaces of a local run.
        interfaces: "interfaces" => DevInterfaces,
        /// When scheduled ingestion runs, by its name: five cron fields. `[schedules]` in `ast.toml` goes before it.
        schedules: "schedules" => Entries<Text>,
        /// The command that starts the agent locally, in place of its image's own.
        command: "command" => Text,
        /// Replacements of what the platform provides.
        overrides: "overrides" => Overrides,
    }
}

mapping! {
    /// Replacements of what the platform provides.
    Overrides {
        /// The image of the messaging sidecar.
        messaging_image: "messagingImage" => Image,
        /// Legacy: there is no playground any more; remove it.
        playground_image: "playgroundImage" => Retired,
    }
}

/// The interfaces of a local run; a plain list of adapters is the older form of `messaging.adapters`.
#[derive(Debug, Clone)]
pub struct DevInterfaces {
    /// Where it stands.
    pub place: Place,
    /// The messaging adapters.
    pub adapters: Vec<Text>,
    /// The settings in the mapping's form.
    pub settings: Field<DevInterfaceSettings>,
}

mapping! {
    /// The interfaces of a local run.
    DevInterfaceSettings {
        /// The frontend.
        frontend: "frontend" => DevFrontend,
        /// The messaging sidecar.
        messaging: "messaging" => DevMessaging,
    }
}

mapping! {
    /// The frontend of a local run.
    DevFrontend {
        /// The port that the agent's frontend listens on locally; 80 in production.
        #[schemars(extend("type" = "integer", "minimum" = 1, "maximum" = 65535))]
        port: "port" => Located<u16>,
    }
}

mapping! {
    /// The messaging sidecar of a local run.
    DevMessaging {
        /// The adapters to start.
        #[schemars(extend("items" = { "type": "string", "anyOf": [{ "enum": ["slack", "web"] }, {}] }))]
        adapters: "adapters" => List<Text>,
        /// Settings of the Slack adapter.
        slack: "slack" => Slack,
        /// How much the sidecar logs.
        log_level: "log_level" => Located<LogLevel>,
    }
}

keywords! {
    /// How much is logged.
    LogLevel {
        /// Everything.
        Debug = "debug",
        /// What happens.
        Info = "info",
        /// What may be wrong.
        Warn = "warn",
        /// What is wrong.
        Error = "error",
    }
}

mapping! {
    /// The settings of the Slack adapter that are known.
    SlackSettings {
        /// Reactions that the agent acts on.
        actionable_reactions: "actionable_reactions" => List<Text>,
        /// Channels that the agent answers in.
        allowed_channel_ids: "allowed_channel_ids" => List<Text>,
        /// Users that the agent answers.
        allowed_user_ids: "allowed_user_ids" => List<Text>,
        /// Channels that the agent reads along in.
        observe_channel_ids: "observe_channel_ids" => List<Text>,
        /// Whether to connect by a socket instead of by HTTP.
        socket_mode: "socket_mode" => Located<bool>,
        /// Whether to answer in threads.
        auto_thread: "auto_thread" => Located<bool>,
    }
}

/// Settings of the Slack adapter, handed to it as JSON; keys beyond the known ones are passed through.
#[derive(Debug, Clone)]
pub struct Slack {
    /// Where they stand.
    pub place: Place,
    /// The known settings.
    pub known: SlackSettings,
    /// The whole mapping.
    pub json: serde_json::Value,
}

impl Read for Slack {
    const COLLECTION: bool = true;

    fn read(at: &Cursor<'_>, reader: &mut Reader) -> Field<Self> {
        let Field::Present(known) = SlackSettings::read(at, reader) else { return Field::Broken };
        Field::Present(Self { place: at.place.clone(), known, json: at.node.to_json() })
    }
}

impl JsonSchema for Slack {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Slack".into()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = SlackSettings::json_schema(generator);
        schema.insert("additionalProperties".into(), true.into());
        schema.insert(
            "description".into(),
            "Settings of the Slack adapter, handed to it as JSON; further keys are passed through.".into(),
        );
        schema
    }
}

impl Read for DevInterfaces {
    const COLLECTION: bool = true;

    fn read(at: &Cursor<'_>, reader: &mut Reader) -> Field<Self> {
        let place = at.place.clone();
        match List::<Text>::read(at, reader) {
            Field::Present(list) => Field::Present(Self { place, adapters: list.items, settings: Field::Absent }),
            Field::Absent | Field::Broken => match DevInterfaceSettings::read(at, reader) {
                Field::Present(settings) => {
                    let messaging = settings.messaging.get();
                    let adapters = messaging.map_or(&[][..], |messaging| messaging.adapters.items()).to_vec();
                    Field::Present(Self { place, adapters, settings: Field::Present(settings) })
                }
                Field::Absent | Field::Broken => Field::Broken,
            },
        }
    }
}

impl JsonSchema for DevInterfaces {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "DevInterfaces".into()
    }

    /// One schema for both forms, as each keyword looks at its own type only: no branch can fail wholesale.
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let mut schema = DevInterfaceSettings::json_schema(generator);
        schema.insert("type".into(), serde_json::json!(["object", "array"]));
        schema.insert("items".into(), json_schema!({ "type": "string" }).to_value());
        let description =
            "The interfaces of a local run: a mapping, or, in the older form, a list of messaging adapters.";
        schema.insert("description".into(), description.into());
        schema
    }
}

impl DevInterfaces {
    /// The port of the local frontend, where one is declared.
    pub fn frontend(&self) -> Option<&DevFrontend> {
        self.settings.get()?.frontend.get()
    }

    /// The messaging settings, in the mapping's form.
    pub fn messaging(&self) -> Option<&DevMessaging> {
        self.settings.get()?.messaging.get()
    }
}

impl Dev {
    /// The messaging adapters of a local run.
    pub fn adapters(&self) -> &[Text] {
        self.interfaces.get().map_or(&[], |interfaces| &interfaces.adapters)
    }
}
