//! What a cluster lets the processes of a container do; a local run that rehearses one holds them to the same.

/// The variable that moves the networks of a rehearsal to another range of addresses, which it begins with: `10.77`.
pub const SUBNET: &str = "ASTRO_SUBNET";

/// Who a container's processes are, and what they may write to.
#[derive(Debug)]
pub struct Confinement {
    /// The user that it runs as; none where the cluster chooses.
    pub user: Option<u32>,
    /// The group that it runs as.
    pub group: Option<u32>,
    /// The group that its disks belong to.
    pub fs_group: Option<u32>,
    /// Whether its root file system is read-only.
    pub read_only: bool,
    /// Folders that it writes to and that need not be kept.
    pub scratch: Vec<String>,
    /// Whether it listens on a port below 1024.
    pub low_port: bool,
}

/// How a local run treats a container where it rehearses a cluster.
#[derive(Debug)]
pub struct Rehearsal {
    /// What its processes may do, with every id known; none for what no cluster runs.
    pub confinement: Option<Confinement>,
    /// Whether it may connect to what is outside of the project.
    pub reaches_out: bool,
}
