//! Settings that take one of a few words.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Word, refused};

/// Words of which one is chosen, as `ast.toml` has them; a flag's word stands after, where it is another.
macro_rules! choices {
    ($($(#[$about:meta])* $name:ident, $expected:literal {
        $($(#[$doc:meta])* $variant:ident = $word:literal, $flag:literal;)*
    })*) => {$(
        $(#[$about])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub enum $name {
            $($(#[$doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// The word in `ast.toml`.
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl Word for $name {
            const CHOICES: &'static [&'static str] = &[$($flag),*];

            fn of_flag(text: &str) -> Result<Self, String> {
                match text {
                    $($flag => Ok(Self::$variant),)*
                    _ => Err(refused($expected, text)),
                }
            }
        }
    )*};
}

choices! {
    /// Where the gateway of a local run is.
    GatewayMode, "`hosted`, `local` or `mock`" {
        /// The managed one; URL and key are supplied.
        Hosted = "hosted", "hosted";
        /// One on this machine, with the user's own provider keys.
        Local = "local", "local";
        /// One on this machine that makes its answers up.
        Mock = "mock", "mock";
    }

    /// An adapter of the messaging sidecar.
    Adapter, "`slack` or `web`" {
        /// Slack.
        Slack = "slack", "slack";
        /// A page in the browser.
        Web = "web", "web";
    }

    /// What makes the route.
    RouteKind, "`none`, `ingress` or `httproute`" {
        /// Nothing: the agent is reached inside of the cluster only.
        None = "none", "none";
        /// An Ingress.
        Ingress = "ingress", "ingress";
        /// An HTTPRoute of a Gateway.
        HttpRoute = "httproute", "httproute";
    }

    /// How the Secrets come to be.
    SecretsMode, "`generator`, `existing` or `external`" {
        /// From env files that stay on the deployer's machine.
        Generator = "generator", "generator";
        /// Something else makes them.
        Existing = "existing", "existing";
        /// The External Secrets operator makes them.
        External = "external", "external";
    }

    /// Whom a store of secrets belongs to.
    StoreKind, "`namespace` or `cluster`" {
        /// The namespace.
        SecretStore = "SecretStore", "namespace";
        /// The cluster.
        ClusterSecretStore = "ClusterSecretStore", "cluster";
    }
}
