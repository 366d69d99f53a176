//! Where the agent may listen on this machine.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use crate::plan::{BoundPlan, Id};

/// A web page's port is 80 inside a container, where whoever runs may listen on it; most users of a machine may not. They
/// are given the one at which a container would be published, and a line that says so.
pub(super) fn moved(
    plan: &BoundPlan,
    variables: &mut [(String, String)],
    published: impl Fn(&str) -> Option<u16>,
    may_listen: impl Fn(u16) -> bool,
) -> Option<String> {
    let ports = &plan.containers.iter().find(|container| container.id == Id::AGENT)?.ports;
    let (_, given) = variables.iter().find(|(name, _)| name == "PORT")?;
    let number: u16 = given.parse().ok()?;
    let port = ports.iter().find(|port| port.container == number)?;
    let other = port.variable.as_deref().and_then(published).or(port.host)?;
    if other == number || may_listen(number) {
        return None;
    }
    for (name, value) in variables {
        match name.as_str() {
            "PORT" => *value = other.to_string(),
            "ASTRO_AGENT_URL" => {
                if let Some(host) = value.strip_suffix(&format!(":{number}")) {
                    *value = format!("{host}:{other}");
                }
            }
            _ => {}
        }
    }
    Some(format!("note: `PORT` is {other} here, as you may not listen on {number}\n"))
}

/// Whether this user may listen on a port, busy or not.
pub(super) fn may_listen(port: u16) -> bool {
    let tried = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port));
    !tried.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
}

#[cfg(test)]
mod tests {
    use super::moved;
    use crate::compile::{Facts, bind, compile};
    use crate::options::Options;
    use crate::plan::For;
    use crate::source::Source;

    #[test]
    fn only_who_may_not_listen_is_given_another_port() {
        let text = "spec: blueprint/v1\nname: web\nagent:\n  image: x:1\n  interfaces: {frontend: true}\n";
        let options = Options::default();
        let plan =
            bind(&compile(Source::new("astropods.yml", text), |_| Facts::default(), &options), &options, For::Local);
        let given =
            || vec![("PORT".to_owned(), "80".to_owned()), ("ASTRO_AGENT_URL".into(), "http://127.0.0.1:80".into())];

        let mut variables = given();
        assert_eq!(moved(&plan, &mut variables, |_| None, |_| true), None);
        assert_eq!(variables, given());

        let told = moved(&plan, &mut variables, |_| None, |port| port != 80).unwrap();
        assert_eq!(told, "note: `PORT` is 3200 here, as you may not listen on 80\n");
        assert_eq!(
            variables.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(),
            ["3200", "http://127.0.0.1:3200"]
        );

        let mut variables = given();
        moved(&plan, &mut variables, |name| (name == "ASTRO_PORT_AGENT").then_some(4100), |_| false).unwrap();
        assert_eq!(variables[0].1, "4100");
    }
}
