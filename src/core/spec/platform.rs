//! What the agent asks of the platform, and says of itself there: sandbox, connections, skills.

use crate::source::Located;

use super::declare::{keywords, mapping};
use super::field::{Entries, Filled, List, Retired, Text};
use super::word::{ConnectionProvider, NodeVersion, Package, PythonVersion, SkillName};

mapping! {
    /// Something that the agent can do.
    Skill {
        /// Its identifier: lower-case letters, digits, `.`, `_` and `-`.
        #[schemars(extend("x-required" = true))]
        name: "name" => Located<SkillName>,
        /// What it does, in at most 500 characters.
        #[schemars(extend("maxLength" = 500, "x-rule" = "skill-description"))]
        description: "description" => Text,
    }
}

mapping! {
    /// An account that the agent's users connect.
    Connection {
        /// Whose account it is.
        #[schemars(extend("x-required" = true, "examples" = ["github", "google"]))]
        provider: "provider" => Located<ConnectionProvider>,
        /// What the agent may do with it.
        scopes: "scopes" => List<Text>,
        /// Whether the agent can't be used without it.
        #[schemars(extend("default" = true))]
        required: "required" => Located<bool>,
        /// Why the agent needs it, in at most 120 characters; shown to its users.
        #[schemars(extend("x-required" = true))]
        reason: "reason" => Filled,
    }
}

mapping! {
    /// A sandbox for executing code.
    Sandbox {
        /// When the toolchain is installed.
        #[schemars(extend("x-required" = true))]
        toolchain: "toolchain" => Located<Toolchain>,
        /// System packages.
        packages: "packages" => List<Located<Package>>,
        /// Python, with packages.
        python: "python" => Python,
        /// Node.js, with packages.
        node: "node" => Node,
        /// A browser.
        browser: "browser" => Browser,
        /// Variables inside the sandbox.
        #[schemars(extend("propertyNames" = { "pattern": super::word::VARIABLE_PATTERN, "x-rule": "sandbox-env" }))]
        env: "env" => Entries<Text>,
        /// Commands that prepare the sandbox, in order.
        setup: "setup" => List<Text>,
        /// Reserved for a later version.
        files: "files" => Retired,
        /// Reserved for a later version.
        classes: "classes" => Retired,
        /// Reserved for a later version.
        size: "size" => Retired,
        /// Reserved for a later version.
        tools: "tools" => Retired,
    }
}

keywords! {
    /// When the toolchain is installed.
    Toolchain {
        /// When it is needed.
        Auto = "auto",
        /// In any case.
        Always = "always",
        /// Never.
        Never = "never",
    }
}

mapping! {
    /// Python in the sandbox.
    Python {
        /// The version, `X.Y`, in quotes.
        #[schemars(extend("examples" = ["3.12"]))]
        version: "version" => Located<PythonVersion>,
        /// Packages to install.
        packages: "packages" => List<Located<Package>>,
    }
}

mapping! {
    /// Node.js in the sandbox.
    Node {
        /// The major version, in quotes.
        #[schemars(extend("examples" = ["22"]))]
        version: "version" => Located<NodeVersion>,
        /// Packages to install.
        packages: "packages" => List<Located<Package>>,
    }
}

mapping! {
    /// A browser in the sandbox.
    Browser {
        /// Which one.
        #[schemars(extend("x-required" = true))]
        name: "name" => Located<BrowserName>,
    }
}

keywords! {
    /// The browsers that there are.
    BrowserName {
        /// Chromium.
        Chromium = "chromium",
    }
}
