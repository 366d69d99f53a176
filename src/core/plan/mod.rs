//! The plan: every container, every variable, and where each comes from.
//!
//! [`resolve()`] derives it from the spec, neutral and symbolic; [`bind()`] gives it concrete hosts,
//! ports and values for a local run or a cluster. Targets print a bound plan and decide nothing.

mod bind;
mod bound;
mod claim;
mod clash;
mod client;
mod cluster;
mod confinement;
mod container;
mod id;
pub mod lookup;
pub mod mark;
mod misfit;
mod model;
pub mod naming;
mod platform;
mod remote;
mod resolve;
mod template;
mod value;
mod way;

pub use crate::spec::{DataType, GpuRuntime, TriggerType};
pub use bind::{ASTRAY, Binding, CODES, For, PlanImage, astray, bind, findings, host_env, images};
pub use bound::{
    BoundComponent, BoundContainer, BoundGateway, BoundPlan, BoundPort, Dependency, Edge, EdgeEnd, ServedModel, Volume,
    Waits,
};
pub use claim::{Claim, Condition, Declaration, EnvKind, Precedence, SupplyClaim, SupplyClaims, Symbol, Syntax};
pub use clash::{Clash, ClashKind};
pub use client::{Client, ClientValue, Offer, ValueType};
pub use cluster::{
    Autoscale, Cluster, Disk, Environment, ExternalStore, Placement, Probe, ProbeAction, Reach, Resources, Route,
    Supplied, Variable, Wait, Workload,
};
pub use confinement::{Confinement, Rehearsal, SUBNET};
pub use container::{Build, BuildSecret, Container, Gpu, Health, MountedFile, Port};
pub use id::{ContainerKind, Id};
pub use mark::Names;
pub use misfit::{Misfit, lacking, may_misfit, misfits};
pub use model::{Component, Plan};
pub use platform::{BoundPlatform, Connection, Interfaces, Runtime, Sandbox, Skill};
pub use remote::{PRIVATE, PRIVATE_6, Remote};
pub use resolve::{GATEWAY_KEY, GATEWAY_URL, resolve};
pub use template::Template;
pub use value::{Credential, EnvRow, Supply};
