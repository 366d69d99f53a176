//! Names are valid and apart, and everything that is referred to is there.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::built::all_containers;
use super::{ALL, Built};

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn is_label(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    name.len() <= 63 && name.starts_with(plain) && name.ends_with(plain) && name.chars().all(|c| plain(c) || c == '-')
}

fn pairs(value: &Value) -> BTreeSet<(String, String)> {
    value.as_object().unwrap().iter().map(|(key, value)| (key.clone(), text(value).to_owned())).collect()
}

fn everywhere(check: impl Fn(&str, &Built)) {
    for (name, _, built) in &*ALL {
        check(name, built);
    }
}

#[test]
fn names_are_valid_and_unique() {
    everywhere(|case, built| {
        let mut seen = BTreeSet::new();
        for object in &built.objects {
            let (kind, name) = (text(&object["kind"]), text(&object["metadata"]["name"]));
            assert!(is_label(name), "{case}: {kind} {name}");
            assert!(seen.insert((kind.to_owned(), name.to_owned())), "{case}: {kind} {name} twice");
            // A suffix is added to what these are called.
            assert!(!matches!(kind, "StatefulSet" | "CronJob") || name.len() <= 52, "{case}: {name}");
            for (key, value) in object["metadata"]["labels"].as_object().unwrap() {
                let value = text(value);
                assert!(value.len() <= 63 && is_label(value), "{case}: {key}: {value}");
            }
        }
        for (object, template) in built.templates() {
            let pod = &template["spec"];
            let names: Vec<_> = all_containers(pod).iter().map(|container| text(&container["name"])).collect();
            assert_eq!(names.len(), names.iter().collect::<BTreeSet<_>>().len(), "{case}: {names:?}");
            assert!(names.iter().all(|name| is_label(name)), "{case}: {names:?}");
            let volumes = volumes(object, pod);
            assert!(volumes.keys().all(|name| is_label(name)), "{case}: {volumes:?}");
            for container in all_containers(pod) {
                let env: Vec<_> =
                    container["env"].as_array().into_iter().flatten().map(|row| text(&row["name"])).collect();
                assert_eq!(env.len(), env.iter().collect::<BTreeSet<_>>().len(), "{case}: {env:?}");
                let mounts: Vec<_> = container["volumeMounts"]
                    .as_array()
                    .into_iter()
                    .flatten()
                    .map(|mount| text(&mount["mountPath"]))
                    .collect();
                assert_eq!(mounts.len(), mounts.iter().collect::<BTreeSet<_>>().len(), "{case}: {mounts:?}");
                for mount in container["volumeMounts"].as_array().into_iter().flatten() {
                    assert!(volumes.contains_key(text(&mount["name"])), "{case}: {mount}");
                }
            }
        }
    });
}

/// The volumes that a pod may mount, each once: its own and its set's claims.
fn volumes<'a>(object: &'a Value, pod: &'a Value) -> BTreeMap<&'a str, &'a Value> {
    let mut volumes = BTreeMap::new();
    for volume in pod["volumes"].as_array().into_iter().flatten() {
        assert!(volumes.insert(text(&volume["name"]), volume).is_none(), "{volume}");
    }
    for claim in object["spec"]["volumeClaimTemplates"].as_array().into_iter().flatten() {
        assert!(volumes.insert(text(&claim["metadata"]["name"]), claim).is_none(), "{claim}");
    }
    volumes
}

#[test]
fn selectors_services_and_scalers_find_what_they_mean() {
    everywhere(|case, built| {
        let mut selectors = BTreeSet::new();
        for (object, template) in built.templates() {
            let labels = pairs(&template["metadata"]["labels"]);
            if let Some(selector) = object["spec"]["selector"]["matchLabels"].as_object() {
                let selector = pairs(&Value::Object(selector.clone()));
                assert!(selector.is_subset(&labels), "{case}: {}", object["metadata"]["name"]);
                assert!(selectors.insert(selector), "{case}: two workloads select the same pods");
            }
        }
        for service in built.kind("Service") {
            let selector = pairs(&service["spec"]["selector"]);
            let pods: Vec<_> = built
                .templates()
                .filter(|(_, template)| selector.is_subset(&pairs(&template["metadata"]["labels"])))
                .collect();
            assert_eq!(pods.len(), 1, "{case}: {}", service["metadata"]["name"]);
            let ports: BTreeMap<&str, u64> = all_containers(&pods[0].1["spec"])
                .into_iter()
                .flat_map(|container| container["ports"].as_array().into_iter().flatten())
                .map(|port| (text(&port["name"]), port["containerPort"].as_u64().unwrap()))
                .collect();
            for port in service["spec"]["ports"].as_array().unwrap() {
                let target = ports[text(&port["targetPort"])];
                // Hosts and ports of the plan are those of the containers, so a Service maps nothing.
                assert_eq!(port["port"].as_u64(), Some(target), "{case}: {port}");
                assert!(text(&port["name"]).len() <= 15);
            }
        }
        let named = |kind: &str| -> BTreeSet<String> {
            built.kind(kind).map(|object| text(&object["metadata"]["name"]).to_owned()).collect()
        };
        let services = named("Service");
        for set in built.kind("StatefulSet") {
            let service = text(&set["spec"]["serviceName"]);
            assert!(services.contains(service), "{case}: {service}");
        }
        for scaler in built.kind("HorizontalPodAutoscaler") {
            assert!(named("StatefulSet").contains(text(&scaler["spec"]["scaleTargetRef"]["name"])), "{case}");
            let set = built
                .kind("StatefulSet")
                .find(|set| set["metadata"]["name"] == scaler["spec"]["scaleTargetRef"]["name"]);
            assert!(set.unwrap()["spec"].get("replicas").is_none(), "{case}: a number beside an autoscaler");
        }
        // The agent's Service has its own port and the sidecar's web adapter, which nobody reaches otherwise; no other.
        let planned = |id: &str, name: &str| -> BTreeSet<u64> {
            let all = built.plan["containers"].as_array().unwrap().iter().filter(|one| one["id"] == id);
            let ports = all.flat_map(|one| one["ports"].as_array().unwrap()).filter(|port| port["name"] == name);
            ports.map(|port| port["container"].as_u64().unwrap()).collect()
        };
        let wanted: BTreeSet<u64> = planned("agent", "http").union(&planned("messaging", "web")).copied().collect();
        let agent = built.plan["containers"][0]["service"].as_str().unwrap();
        for name in [agent.to_owned(), format!("{agent}-headless")] {
            let service = built.kind("Service").find(|service| service["metadata"]["name"] == name.as_str()).unwrap();
            let ports = service["spec"]["ports"].as_array().unwrap().iter();
            assert_eq!(ports.map(|port| port["port"].as_u64().unwrap()).collect::<BTreeSet<_>>(), wanted, "{case}");
        }
        // Every host that the plan gives out is a Service with that port.
        for container in built.plan["containers"].as_array().unwrap() {
            let serves = !matches!(container["trigger"].as_str(), Some("startup" | "schedule" | "manual"));
            if let (true, Some(host)) =
                (serves && container["ports"] != Value::Array(vec![]), container["service"].as_str())
            {
                let service = built.kind("Service").find(|service| service["metadata"]["name"] == host);
                let ports = service.unwrap_or_else(|| panic!("{case}: no Service {host}"))["spec"]["ports"].clone();
                for port in container["ports"].as_array().unwrap() {
                    assert!(
                        ports.as_array().unwrap().iter().any(|other| other["port"] == port["container"]),
                        "{case}: {host}"
                    );
                }
            }
        }
    });
}

#[test]
fn every_reference_is_there_or_asked_for_beforehand() {
    everywhere(|case, built| {
        let configs: BTreeMap<&str, &Value> =
            built.kind("ConfigMap").map(|object| (text(&object["metadata"]["name"]), &object["data"])).collect();
        let accounts: BTreeSet<&str> =
            built.kind("ServiceAccount").map(|object| text(&object["metadata"]["name"])).collect();
        let claims: BTreeSet<&str> =
            built.kind("PersistentVolumeClaim").map(|object| text(&object["metadata"]["name"])).collect();
        let values = format!("{}-values", accounts.first().unwrap());
        let needed: BTreeSet<&str> =
            built.plan["supplies"].as_array().unwrap().iter().map(|supply| text(&supply["name"])).collect();
        let mut used_configs = BTreeSet::new();
        for (_, template) in built.templates() {
            let pod = &template["spec"];
            assert!(accounts.contains(text(&pod["serviceAccountName"])), "{case}");
            for volume in pod["volumes"].as_array().into_iter().flatten() {
                if let Some(claim) = volume["persistentVolumeClaim"]["claimName"].as_str() {
                    assert!(claims.contains(claim), "{case}: {claim}");
                    assert!(built.summary.contains(&format!("PersistentVolumeClaim {claim} ")), "{case}: {claim}");
                }
                if let Some(config) = volume["configMap"]["name"].as_str() {
                    used_configs.insert(config.to_owned());
                    for container in all_containers(pod) {
                        for mount in container["volumeMounts"].as_array().into_iter().flatten() {
                            if mount["name"] == volume["name"] {
                                assert!(configs[config].get(text(&mount["subPath"])).is_some(), "{case}: {mount}");
                            }
                        }
                    }
                }
            }
            for container in all_containers(pod) {
                for from in container["envFrom"].as_array().into_iter().flatten() {
                    let config = text(&from["configMapRef"]["name"]);
                    assert!(configs.contains_key(config), "{case}: {config}");
                    used_configs.insert(config.to_owned());
                }
                for row in container["env"].as_array().into_iter().flatten() {
                    for kind in ["configMapKeyRef", "secretKeyRef"] {
                        let reference = &row["valueFrom"][kind];
                        if let Some(key) = reference["key"].as_str() {
                            assert!(needed.contains(key), "{case}: {key} is nobody's to supply");
                            if kind == "configMapKeyRef" {
                                assert_eq!(reference["name"], values.as_str(), "{case}");
                                used_configs.insert(values.clone());
                            }
                        }
                    }
                }
            }
        }
        // The one that an overlay fills is there before anything is asked for.
        used_configs.insert(values.clone());
        let built_configs: BTreeSet<String> = configs.keys().map(|name| (*name).to_owned()).collect();
        assert_eq!(used_configs, built_configs, "{case}: a ConfigMap that nobody reads, or that is not there");
    });
}

#[test]
fn a_summary_names_every_secret_and_key_that_pods_read() {
    for (case, _, built) in ALL.iter().filter(|(_, rich, _)| !rich) {
        for (_, template) in built.templates() {
            for container in all_containers(&template["spec"]) {
                for row in container["env"].as_array().into_iter().flatten() {
                    let reference = &row["valueFrom"]["secretKeyRef"];
                    if let (Some(secret), Some(key)) = (reference["name"].as_str(), reference["key"].as_str()) {
                        let line = built.summary.lines().find(|line| line.starts_with(&format!("- Secret {secret}:")));
                        assert!(
                            line.is_some_and(|line| line.contains(key)),
                            "{case}: {secret}/{key}\n{}",
                            built.summary
                        );
                    }
                }
            }
        }
    }
}
