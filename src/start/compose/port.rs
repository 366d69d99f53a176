//! Ports that a service publishes.

use crate::document::Cursor;

/// A port that is published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Port {
    /// The one on this machine, where it is said.
    pub(super) published: Option<u16>,
    /// The one of the container.
    pub(super) target: u16,
}

/// One item of `ports`; none where it is a range, a variable without a default, or not of TCP.
pub(super) fn port(at: &Cursor<'_>) -> Option<Port> {
    if let Some(scalar) = at.node.as_scalar() {
        let text = super::words::resolved(&scalar.text).text;
        let (ports, protocol) = text.split_once('/').unwrap_or((&text, "tcp"));
        let mut parts = ports.rsplit(':');
        let target = parts.next()?.parse().ok().filter(|port| *port > 0)?;
        let published = parts.next().and_then(|port| port.parse().ok());
        return (protocol == "tcp").then_some(Port { published, target });
    }
    let number = |key: &str| at.get(key).and_then(|value| value.node.as_scalar()?.text.parse::<u16>().ok());
    let is_tcp =
        at.get("protocol").is_none_or(|value| value.node.as_scalar().is_some_and(|scalar| scalar.text == "tcp"));
    let target = number("target").filter(|port| *port > 0 && is_tcp)?;
    Some(Port { published: number("published"), target })
}
