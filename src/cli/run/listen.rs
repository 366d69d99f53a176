//! Where the agent may listen on this machine.

use std::io::ErrorKind;
use std::net::{Ipv4Addr, TcpListener};

use crate::plan::{BoundPlan, Id};

/// Where an agent with a page of its own is reached, which is given its port as `PORT`. That is 80 inside a container, where
/// whoever runs may listen on it; most users of a machine may not, and are given the one at which the container would be
/// published.
pub(super) fn told(
    plan: &BoundPlan,
    variables: &mut [(String, String)],
    published: impl Fn(&str) -> Option<u16>,
    may_listen: impl Fn(u16) -> bool,
) -> String {
    let Some((_, given)) = variables.iter().find(|(name, _)| name == "PORT") else { return String::new() };
    let line = |port: &str, why: &str| format!("agent: at http://127.0.0.1:{port} once it listens on `PORT`{why}\n");
    let number: u16 = given.parse().unwrap_or_default();
    let agent = plan.containers.iter().find(|container| container.id == Id::AGENT);
    let port = agent.and_then(|agent| agent.ports.iter().find(|port| port.container == number));
    let other = port.and_then(|port| port.variable.as_deref().and_then(published).or(port.host));
    let Some(other) = other.filter(|other| *other != number && !may_listen(number)) else { return line(given, "") };
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
    line(&other.to_string(), &format!(", as you may not listen on {number}"))
}

/// Whether this user may listen on a port, busy or not.
pub(super) fn may_listen(port: u16) -> bool {
    let tried = TcpListener::bind((Ipv4Addr::UNSPECIFIED, port));
    !tried.is_err_and(|error| error.kind() == ErrorKind::PermissionDenied)
}

#[cfg(test)]
mod tests {
    use super::told;
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
        let line = told(&plan, &mut variables, |_| None, |_| true);
        assert_eq!(line, "agent: at http://127.0.0.1:80 once it listens on `PORT`\n");
        assert_eq!(variables, given());

        let line = told(&plan, &mut variables, |_| None, |port| port != 80);
        assert_eq!(line, "agent: at http://127.0.0.1:3200 once it listens on `PORT`, as you may not listen on 80\n");
        assert_eq!(
            variables.iter().map(|(_, value)| value.as_str()).collect::<Vec<_>>(),
            ["3200", "http://127.0.0.1:3200"]
        );

        let mut variables = given();
        told(&plan, &mut variables, |name| (name == "ASTRO_PORT_AGENT").then_some(4100), |_| false);
        assert_eq!(variables[0].1, "4100");
    }
}
