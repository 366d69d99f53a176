//! Network policies, evaluated for every pair of pods as a cluster would: exactly the plan's edges, and what is exposed.

use std::collections::BTreeSet;

use serde_json::Value;

use super::built::short;
use super::{ALL, Built};

struct Pod<'a> {
    name: String,
    labels: &'a Value,
}

fn selects(selector: &Value, labels: &Value) -> bool {
    selector["matchLabels"].as_object().is_none_or(|wanted| wanted.iter().all(|(key, value)| labels[key] == *value))
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// The rules that hold for a pod.
fn rules<'a>(built: &'a Built, pod: &Pod<'_>, way: &'a str) -> Vec<&'a Value> {
    let policies: Vec<_> =
        built.kind("NetworkPolicy").filter(|policy| selects(&policy["spec"]["podSelector"], pod.labels)).collect();
    let kind = if way == "ingress" { "Ingress" } else { "Egress" };
    let isolates = |policy: &&Value| items(&policy["spec"]["policyTypes"]).any(|word| word == kind);
    assert!(policies.iter().any(isolates), "{} is not isolated", pod.name);
    policies.into_iter().flat_map(|policy| items(&policy["spec"][way])).collect()
}

fn allows(rule: &Value, peers: &str, port: u64, peer: Option<&Pod<'_>>) -> bool {
    let on_port = items(&rule["ports"]).any(|one| one["protocol"] == "TCP" && one["port"] == port);
    let to_peer = match rule[peers].as_array() {
        None => true,
        // Pods have private addresses, which no block of ours has by itself.
        Some(list) => list.iter().any(|one| {
            peer.is_some_and(|peer| one.get("podSelector").is_some() && selects(&one["podSelector"], peer.labels))
        }),
    };
    on_port && to_peer
}

fn pods(built: &Built) -> Vec<Pod<'_>> {
    built
        .templates()
        .map(|(_, template)| {
            let labels = &template["metadata"]["labels"];
            Pod { name: labels["app.kubernetes.io/name"].as_str().unwrap().to_owned(), labels }
        })
        .collect()
}

#[test]
fn pods_connect_exactly_as_the_plan_says() {
    let mut edges_seen = 0;
    for (case, _, built) in ALL.iter().filter(|(_, rich, _)| !rich) {
        let pods = pods(built);
        let all = built.plan["containers"].as_array().unwrap().iter();
        let mut ports: BTreeSet<u64> =
            all.flat_map(|one| items(&one["ports"])).map(|port| port["container"].as_u64().unwrap()).collect();
        ports.extend([22, 53, 443, 8081]);
        let mut allowed = BTreeSet::new();
        for from in &pods {
            let egress = rules(built, from, "egress");
            for to in pods.iter().filter(|to| to.name != from.name) {
                let ingress = rules(built, to, "ingress");
                for port in &ports {
                    let out = egress.iter().any(|rule| allows(rule, "to", *port, Some(to)));
                    if out && ingress.iter().any(|rule| allows(rule, "from", *port, Some(from))) {
                        allowed.insert((from.name.clone(), to.name.clone(), *port));
                    }
                }
            }
        }
        let planned: BTreeSet<_> = items(&built.plan["edges"])
            .filter(|edge| !edge["to"].as_str().unwrap().starts_with("external:"))
            .map(|edge| {
                let name = |key: &str| short(edge[key].as_str().unwrap());
                (name("from"), name("to"), edge["port"].as_u64().unwrap())
            })
            .collect();
        edges_seen += planned.len();
        assert_eq!(allowed, planned, "{case}");
    }
    assert!(edges_seen > 20);
}

/// Ports that a pod may be connected to from outside of the project, and rules by which it connects to outside.
fn outside(built: &Built, pod: &Pod<'_>) -> (BTreeSet<u64>, BTreeSet<String>) {
    let open = rules(built, pod, "ingress")
        .into_iter()
        .filter(|rule| !items(&rule["from"]).any(|peer| peer.get("podSelector").is_some()))
        .flat_map(|rule| items(&rule["ports"]).map(|port| port["port"].as_u64().unwrap()))
        .collect();
    let mut reach = BTreeSet::new();
    for rule in rules(built, pod, "egress") {
        let blocks: Vec<_> =
            items(&rule["to"]).map(|peer| peer["ipBlock"]["cidr"].as_str().unwrap_or("pods")).collect();
        if blocks.contains(&"pods") {
            continue;
        }
        for port in items(&rule["ports"]) {
            reach.insert(format!("{} {} {}", port["protocol"].as_str().unwrap(), port["port"], blocks.join(" ")));
        }
    }
    (open, reach)
}

#[test]
fn only_what_is_offered_is_open_and_stores_reach_nothing() {
    let names = ["TCP 53 ", "TCP 5353 ", "UDP 53 ", "UDP 5353 "];
    let https = "TCP 443 0.0.0.0/0 ::/0";
    for (case, rich, built) in &*ALL {
        let frontend = built.plan["platform"]["interfaces"]["frontend"] == true;
        let web = items(&built.plan["containers"]).any(|one| items(&one["ports"]).any(|port| port["name"] == "web"));
        for pod in &pods(built) {
            let (open, reach) = outside(built, pod);
            let planned =
                items(&built.plan["containers"]).find(|one| short(one["id"].as_str().unwrap()) == pod.name).unwrap();
            let offered: BTreeSet<u64> = match (planned["kind"].as_str().unwrap(), planned["trigger"].as_str()) {
                ("agent", _) => [if frontend {
                    80
                } else if web {
                    8090
                } else {
                    8080
                }]
                .into(),
                (_, Some("webhook")) => {
                    items(&planned["ports"]).map(|port| port["container"].as_u64().unwrap()).collect()
                }
                _ => BTreeSet::new(),
            };
            assert_eq!(open, offered, "{case}: {}", pod.name);
            let mut wanted: BTreeSet<String> = names.iter().map(|name| (*name).to_owned()).collect();
            if planned["kind"] != "knowledge" {
                wanted.insert(https.to_owned());
            }
            if *rich {
                wanted.extend(["TCP 5432 10.0.0.0/8".to_owned(), "TCP 8443 ".to_owned()]);
                if planned["kind"] == "agent" {
                    wanted.insert("TCP 4318 ".to_owned());
                }
            }
            assert_eq!(reach, wanted, "{case}: {}", pod.name);
        }
        for policy in built.kind("NetworkPolicy") {
            let agent = &policy["metadata"]["labels"]["app.kubernetes.io/instance"];
            assert_eq!(&policy["spec"]["podSelector"]["matchLabels"]["app.kubernetes.io/instance"], agent, "{case}");
        }
    }
}
