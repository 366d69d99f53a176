//! `ast` compiles `astropods.yml`, an agent's declaration, into everything that the agent needs to run.
//!
//! # The idea
//!
//! ```text
//! source text → located document → schema check → typed spec → PLAN → rules → plan bound to local | cluster
//!                                                                             → targets → file tree → disk
//! ```
//!
//! The plan is neutral and symbolic ("the host of `knowledge.db`"). It never fails: it keeps where each
//! thing comes from, and leaves out what could not be read. Binding it, to a local run or a cluster, with
//! options, gives names, ports and values. Everything that is decided is decided there. A target prints a
//! bound plan; the command line and the language server call the pipeline; none of them opens the spec for
//! "just one field".
//!
//! Each stage is a function from a value to a value and a report. It reads no disk (facts about the disk
//! come in as [`compile::Facts`]), prints nothing, and never stops at the first problem. The modules below
//! stand in the order of the pipeline, and a module uses only those before it, which a test holds.
//!
//! Up to [`compile`] they are the compiler: pure, and a crate of its own (`src/core`), which is built for speed. What stands
//! after it is the program, which is built for size. [`disk`] is the one way to read
//! a file and to change a folder, and takes what lies there for a stranger's word; `docs/security.md` says what holds.
//! `project` is where the command line and the language server get a spec from, with all that holds for it:
//!
//! ```text
//! disk → workspace → spec, options, facts of its paths → compile → project
//!           ↑                                                         │
//!           └───── what changed on the disk, and who asked for it ────┘
//! ```
//!
//! [`delta`] compares two plans of one project: what a change means, for `ast diff`. [`revise`] makes such a change by edits
//! of a spec's text, and `start` the first spec of a project, of what lies in its folder or of a compose file.
//!
//! `audit` reads the code of what is built, and holds what it reads of its environment against the bound plans.
//!
//! What an agent has while it runs on this machine is made by four modules. [`dev`] decides what a local run does next,
//! by values alone. [`drive`] runs programs, Docker and Compose among them, passes signals on, and leaves nothing of them
//! behind; it is the only home of child processes. [`gateway`] stands where the agent's `ASTRO_GATEWAY_URL` points.
//! [`account`] gives it the key of somebody who is logged in.
//!
//! [`registry`] asks which digest an image's tag stands for, for the lock that pins images in every target ([`image::Lock`]).
//!
//! # As a library
//!
//! ```
//! use ast::compile::{Facts, bind, compile};
//! use ast::options::Options;
//! use ast::plan::{For, Id};
//! use ast::source::Source;
//!
//! let text = "spec: blueprint/v1\nname: my-agent\nagent: {image: my-agent:1}\nknowledge: {db: {provider: redis}}\n";
//! let options = Options::default();
//! let compilation = compile(Source::new("astropods.yml", text), |_| Facts::default(), &options);
//! assert!(!compilation.report.has_errors());
//!
//! let plan = bind(&compilation, &options, For::Cluster);
//! let agent = plan.container(&Id::AGENT).expect("every plan has the agent");
//! let host = agent.env.iter().find(|row| row.name == "REDIS_HOST").expect("the store's host");
//! assert_eq!(host.value.as_deref(), Some("my-agent-knowledge-db"));
//! ```
//!
//! # Following a variable
//!
//! `knowledge: {cache: {provider: redis}}` gives the agent `REDIS_URL`. On its way it is
//!
//! 1. a node with spans: [`document::parse`], which aliases and merge keys are already resolved in;
//! 2. a [`spec::Knowledge`] with a located `provider`, read by the line that declares the field, from which
//!    [`schema::derive`] makes the published schema too;
//! 3. an entry of the catalogue: `schema/providers/redis.yaml` says that a URL is given, with which scheme
//!    and which password ([`provider::Store`]);
//! 4. a [`plan::Claim`] on `REDIS_URL` in the agent, with a [`plan::Symbol::Url`] of `knowledge.cache`
//!    ([`plan::resolve()`]; `plan/naming.rs` has every rule of naming);
//! 5. a [`plan::EnvRow`] with the template `redis://:${REDIS_PASSWORD}@knowledge-cache:6379`
//!    ([`plan::bind()`]), beside the [`plan::Supply`] `REDIS_PASSWORD`, which is asked for once;
//! 6. a line of `env/agent.env`: `target/env` prints the row, and [`output`] puts the file on the disk.
//!
//! `ast explain REDIS_URL` tells the same way backwards, from the row's origin.
//!
//! # Following an option
//!
//! `--host agent.example.com` is one line of the table in `options/settings.rs`: its key in `ast.toml`, its type
//! ([`options::HostName`], which checks it), its flag and its comment. The command line makes its arguments of the
//! table, the schema and docs/options.md are derived from it, flags lie over the file field by field
//! ([`options::Options`]), and the manifest records what flags said. A text of another form is a finding where it
//! stands; what takes the plan to see, such as a container that is not there, is a [`plan::Misfit`], which
//! [`compile::unfit`] puts at its place in `ast.toml` or says of its flag. An option is read where the plan is bound
//! ([`plan::Binding`]) or where files are laid out ([`options::Layout`]), and nowhere else.
//!
//! # Who owns a variable
//!
//! One variable of a container can be asked for from several places. All of them are kept as claims; the
//! narrowest wins when the plan is bound: `environment`, then the provider, store or platform that owns the
//! name, then an input of the entry or the agent, then a top-level input. A value is *supplied* once, under one name,
//! however many variables refer to it; what inputs say of an owned value (description, default, whether it
//! is required) holds wherever that value goes. Where claims meet in a way that is not meant, [`plan::Clash`] keeps both
//! places, and the rules report them.
//!
//! # What targets take from the plan
//!
//! Each row of the language's topologies and client code has its facts in the plan:
//!
//! | row | fields of the bound plan |
//! | --- | --- |
//! | local: project | `name`, `scope` |
//! | local: services, cluster: names | `containers[].service`, `id`, `kind` |
//! | local: host ports | `containers[].ports[].{host, variable}`; `agent.host.env` from `host_env` |
//! | local: agent disk, cluster: claims | `containers[].volumes` |
//! | local: order, cluster: waits | `containers[].depends_on`, `health` |
//! | ingestion | `containers[].{trigger, schedule}` |
//! | health, probes | `containers[].health` |
//! | `dev.command` | `containers[].entrypoint` |
//! | gateway | `gateway`, the container `gateway`, `supplies[].generated` |
//! | images | `containers[].{image, build}` |
//! | messaging | the container `messaging` with its `env` and `ports` |
//! | values, secrets | `containers[].env[].{value, template, ref, secret, required}`, `supplies[].{owner, read_by}` |
//! | GPU | `containers[].gpu` |
//! | security | `containers[].{user, group, writable}`, in a cluster `containers[].placement`, in a rehearsal of one `containers[].rehearsal` |
//! | chart: names, what a release decides | marks in texts ([`plan::mark`]), of a plan that is bound to [`plan::Names::Release`] |
//! | network | `edges`, in a cluster `placement.{exposed, egress}`, in a rehearsal `rehearsal.reaches_out` |
//! | cluster: workloads, resources, waits | `placement.{workload, resources, waits, disk, probe}` |
//! | cluster: values and secrets | `placement.env`, `cluster.{secrets, supplied}` |
//! | cluster: names, routes, replicas | `placement.{name, short}`, `cluster.{agent, namespace, routes, autoscale}` |
//! | annotations, skills, sandbox, connections | `containers[].annotations`, `platform` |
//! | replicas | `platform.distributed` |
//! | client code: settings | `clients[].values[]`: the same in every binding, a repeated value once |
//! | client code: models | `components[].{built_in, models, model_kind, declared_by}`, `gateway.known` |
//!
//! # Words
//!
//! | word | what it is, and what it is not |
//! | --- | --- |
//! | container | [`spec::Container`] as it is declared, [`plan::Container`] with every claim on it, [`plan::BoundContainer`] with names and values; what a target prints of it is that target's |
//! | kind | always with what it is a kind of: [`document::NodeKind`], [`plan::ContainerKind`], [`dotenv::ProblemKind`] |
//! | gateway | the hosted AI Gateway, and what is in its place on this machine: a container ([`plan::Id::GATEWAY`]), or, where `ast run` runs the agent, `ast` itself ([`gateway::Gateway`]); the Gateway API's is `gateway` of [`options::RouteSettings`] alone |
//! | claim | asks for a variable in a container ([`plan::Claim`]), or says something of a supplied value ([`plan::SupplyClaim`]); what a cluster calls a claim is a [`plan::Disk`] here |
//! | supply | a value that somebody provides under one name, whatever reads it |
//! | precedence | which claim wins ([`plan::Precedence`]); a level is how loud a finding is |
//! | route | how a cluster's outside reaches the agent ([`plan::Route`]); what a gateway on this machine answers to is a [`plan::ServedModel`] |
//! | account | what the platform lets somebody use ([`account::owner::Account`]); that they may is a login ([`account::stored::Login`]) |
//! | target | what makes files ([`target::Target`]); where a plan runs is [`plan::For`] |
//! | mark | a part of a text that is decided when a chart is installed ([`plan::mark::Mark`]); a slot is a place of an object that is, which a target lays |
//! | misfit | an option that does not fit the plan; `unfit` are those of one run |
//! | look | one pass over the findings, which a comment may silence for it |
//!
//! # One change, one place
//!
//! How many files a change takes was counted by making it once in a branch that was thrown away.
//!
//! | change | files |
//! | --- | --- |
//! | a provider, with its clients in every language | 1: its file in `schema/providers`, of which `UPDATE=1 cargo test drift` makes what is embedded and the docs; the image of a store for the acceptance tests |
//! | a rule | 1 new, 2 lines: its file in `src/core/rule`, with its words and examples, and its lines in `mod.rs` and `table.rs` |
//! | an option | 1 line, and where it is read: its line is in `options/settings.rs` |
//! | a format of diagnostics | 1 new, 2 lines: its file in `diagnostic/render`, and its lines in `mod.rs` and `format.rs` there |
//! | a key of the language | 4 for `start_period` of a health check: its line in its struct of [`spec`], its field in the plan, where the plan takes it, and the target that prints it |
//! | a target | its folder in `src/core/target` and its line in the table there, its name among the words of `options/word`, and its templates |
//! | a language of client code | 1 folder, 1 file, 2 lines: its folder in `templates/sdk`, its file and its lines in `target/sdk`, and its row in each provider's file, which a test asks for |
//! | what is read beside a spec | `project/beside.rs`; what is asked of the disk there is what the project depends on |
//! | a command | its file in [`cli`], its line in `mod.rs`, and its line in `commands.rs` there |
//! | a form of picture | its file in `view/graph`, and its lines in `mod.rs` there and in `cli/graph.rs` |
//! | what the local gateway answers | `gateway/mock`, in which a request and its answer are values; a row of `tests/gateway/requests.json` |
//! | an answer of `--format json` | its struct where it is made; `UPDATE=1 cargo test drift` derives `schema/output.schema.json`. A new one has its line in `cli/answers.rs` too |
//! | an idiom of reading the environment | its matcher in the language's file of `audit`, and its lines in `tests/audit`, of which docs/audit.md has its table |
//! | an agent to begin with | its folder in `templates/start`, its arms in `start/template.rs`, and its word in `cli/init.rs` |
//! | what the language server can do | its row in [`lsp::CAPABILITIES`]: what it knows is in [`assist`], in the words of the language, and its file in [`lsp`] translates |

pub use ast_core::{
    compile, delta, diagnostic, document, dotenv, fix, image, options, path, plan, provider, quantity, rule, schema,
    source, spec, target, template, text, tree,
};

pub mod disk;
pub mod output;
pub mod format;
mod project;
pub mod watch;
pub mod view;
pub mod assist;
pub mod revise;
mod start;
mod audit;
pub mod dev;
pub mod drive;
pub mod gateway;
pub mod account;
pub mod registry;
pub mod doctor;
pub mod lsp;
pub mod cli;
