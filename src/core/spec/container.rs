//! Containers: image or build, port, volume, environment, health check, GPU.

use std::time::Duration;

use crate::source::Located;

use super::amount::{GoDuration, Quantity};
use super::declare::{keywords, mapping};
use super::field::{Entries, Filled, List, Retired, Text};
use super::image::Image;
use super::word::MountPath;

mapping! {
    /// A container of your own.
    Container {
        /// A finished image. Write this or `build`, not both.
        image: "image" => Image,
        /// How to build the image. Write this or `image`, not both.
        #[schemars(extend("x-not-empty" = true))]
        build: "build" => Build; filled,
        /// The port that it listens on; 8080 where none is given.
        #[schemars(extend("type" = "integer", "minimum" = 1, "maximum" = 65535))]
        port: "port" => Located<u16>,
        /// An absolute path inside the container that is kept over restarts.
        volume: "volume" => Located<MountPath>,
        /// Variables set on this container alone, literally: `${NAME}` is not replaced.
        #[schemars(extend("propertyNames" = { "pattern": "^[-._A-Za-z][-._A-Za-z0-9]*$", "x-rule": "environment-key" }))]
        environment: "environment" => Entries<Text>,
        /// How to tell that it is ready and alive.
        healthcheck: "healthcheck" => Healthcheck,
        /// One GPU.
        gpu: "gpu" => Gpu,
        /// Legacy: write `environment`.
        env: "env" => Retired,
    }
}

mapping! {
    /// How to build an image.
    Build {
        /// The folder that the build sees, relative to the spec's folder.
        #[schemars(extend("x-required" = true, "examples" = ["."]))]
        context: "context" => Filled,
        /// The Dockerfile, relative to the context.
        #[schemars(extend("x-required" = true, "examples" = ["Dockerfile"]))]
        dockerfile: "dockerfile" => Filled,
        /// The stage to build; the last one where none is given.
        target: "target" => Text,
        /// Build arguments. They stay visible in the image: secrets go to `secrets`.
        args: "args" => Entries<Text>,
        /// Secrets that are mounted while building and don't stay in the image.
        secrets: "secrets" => List<BuildSecret>,
    }
}

/// Where a path of a build leads.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BuildPath {
    /// Into the project: relative to the spec's folder, `.` for the folder itself.
    Inside(String),
    /// Out of it.
    Outside,
    /// To code from elsewhere: an address of a repository, an image, or another build.
    Remote,
    /// Nowhere: it could not be read, or stands in what could not.
    Unknown,
}

impl Build {
    /// The folder that the build sees.
    pub fn context_path(&self) -> BuildPath {
        match self.context.text() {
            Some(context) if is_remote(context) => BuildPath::Remote,
            Some(context) => normalise(context),
            None => BuildPath::Unknown,
        }
    }

    /// The Dockerfile.
    pub fn dockerfile_path(&self) -> BuildPath {
        match (self.context_path(), self.dockerfile.text()) {
            (_, Some(dockerfile)) if is_remote(dockerfile) => BuildPath::Remote,
            (BuildPath::Inside(_), Some(dockerfile)) if is_absolute(dockerfile) => BuildPath::Outside,
            (BuildPath::Inside(context), Some(dockerfile)) => normalise(&format!("{context}/{dockerfile}")),
            (BuildPath::Outside | BuildPath::Remote | BuildPath::Unknown, _) | (_, None) => BuildPath::Unknown,
        }
    }
}

/// Whether builders take it for an address: a URL of any scheme, `user@host:path` of git over SSH, a name of another
/// build or of an image.
fn is_remote(text: &str) -> bool {
    let is_scp = text.split_once(':').is_some_and(|(host, _)| host.contains('@') && !host.contains('/'));
    let is_named = |name: &str| text.get(..name.len()).is_some_and(|start| start.eq_ignore_ascii_case(name));
    is_scp
        || text.contains("://")
        || ["target:", "service:", "docker-image:", "oci-layout:", "git:"].into_iter().any(is_named)
}

/// Whether a path begins at the root of a disk, Windows' included.
fn is_absolute(path: &str) -> bool {
    let drive = path.as_bytes().first().is_some_and(u8::is_ascii_alphabetic) && path[1..].starts_with(':');
    path.starts_with(['/', '\\']) || drive
}

/// Resolves `.` and `..` without a look at the disk.
fn normalise(path: &str) -> BuildPath {
    if is_absolute(path) {
        return BuildPath::Outside;
    }
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.pop().is_none() => return BuildPath::Outside,
            ".." => {}
            part => parts.push(part),
        }
    }
    BuildPath::Inside(if parts.is_empty() { ".".into() } else { parts.join("/") })
}

mapping! {
    /// A secret for the build.
    BuildSecret {
        /// The id that the Dockerfile mounts it by.
        #[schemars(extend("x-required" = true))]
        id: "id" => Filled,
        /// The variable that holds it where the build runs; the id in capitals where none is given.
        env: "env" => Text,
    }
}

mapping! {
    /// How to tell that a container is ready and alive. `test` wins over `path`.
    Healthcheck {
        /// A command: `[CMD, …]`, `[CMD-SHELL, "…"]`, or just its words.
        test: "test" => List<Text>,
        /// A path that answers HTTP GET with success.
        path: "path" => Text,
        /// The time between two checks.
        #[schemars(extend("default" = "10s"))]
        interval: "interval" => Located<GoDuration>,
        /// How long one check may take.
        #[schemars(extend("default" = "5s"))]
        timeout: "timeout" => Located<GoDuration>,
        /// How many checks in a row fail before the container counts as unhealthy.
        #[schemars(extend("type" = "integer", "minimum" = 1, "maximum" = 2_147_483_647, "default" = 3))]
        retries: "retries" => Located<u32>,
    }
}

impl Healthcheck {
    /// The time between two checks where none is given.
    pub const INTERVAL: Duration = Duration::from_secs(10);
    /// The time for one check where none is given.
    pub const TIMEOUT: Duration = Duration::from_secs(5);
    /// The number of failures where none is given.
    pub const RETRIES: u32 = 3;
}

mapping! {
    /// One GPU.
    Gpu {
        /// The memory that it needs, as a Kubernetes quantity.
        #[schemars(extend("examples" = ["24Gi"]))]
        vram: "vram" => Located<Quantity>,
        /// Whose GPU it is.
        #[schemars(extend("default" = "cuda"))]
        runtime: "runtime" => Located<GpuRuntime>,
    }
}

keywords! {
    /// The GPU's make.
    GpuRuntime {
        /// NVIDIA.
        Cuda = "cuda",
        /// AMD.
        Rocm = "rocm",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_no_path_and_a_path_is_no_address() {
        for text in [
            "https://github.com/org/repo.git#main:folder",
            "HTTP://x/y.tar.gz",
            "git://h/r",
            "ssh://git@h/r",
            "git@github.com:org/repo",
            "me@host.example:r.git",
            "docker-image://alpine:3",
            "target:base",
            "Service:api",
            "oci-layout://x",
            "file:///x",
        ] {
            assert!(is_remote(text), "{text}");
        }
        for text in [".", "./a@b/c:d", "github.com/org/repo", "targets", "a@b", "ser-vice:x", "src:1", "é:x"] {
            assert!(!is_remote(text) && matches!(normalise(text), BuildPath::Inside(_)), "{text}");
        }
        for text in ["/", "/srv", "..", "a/../..", "C:/x", "c:", "\\\\host\\x"] {
            assert!(!is_remote(text) && normalise(text) == BuildPath::Outside, "{text}");
        }
    }
}
