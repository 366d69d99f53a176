//! The environment of every container as Kubernetes would make it, held against the plan, Compose, and sets by hand.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use serde_json::Value;

use super::built::{all_containers, parse};
use super::{ALL, Built};

type Env = BTreeMap<String, String>;

/// Text with `$(NAME)` and `$$` read as Kubernetes reads them: what is not known stays as it is.
fn expand(text: &str, known: &Env) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        if let Some(after) = rest.strip_prefix('$') {
            out.push('$');
            rest = after;
        } else if let Some((name, after)) = rest.strip_prefix('(').and_then(|inner| inner.split_once(')')) {
            out.push_str(&known.get(name).cloned().unwrap_or_else(|| format!("$({name})")));
            rest = after;
        } else {
            out.push('$');
        }
    }
    out + rest
}

/// What a container gets where these values are supplied; the error names a key that is missing.
fn effective(built: &Built, container: &Value, supplied: &Env) -> Result<Env, String> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let configs: BTreeMap<String, Env> = built
        .kind("ConfigMap")
        .map(|object| {
            let data = object["data"].as_object().into_iter().flatten();
            (text(&object["metadata"]["name"]), data.map(|(key, value)| (key.clone(), text(value))).collect())
        })
        .collect();
    let mut env = Env::new();
    for from in container["envFrom"].as_array().into_iter().flatten() {
        env.extend(configs[from["configMapRef"]["name"].as_str().unwrap()].clone());
    }
    for row in container["env"].as_array().into_iter().flatten() {
        let name = text(&row["name"]);
        if let Some(value) = row["value"].as_str() {
            let value = expand(value, &env);
            env.insert(name, value);
            continue;
        }
        let from = row["valueFrom"].as_object().unwrap().values().next().unwrap();
        match supplied.get(from["key"].as_str().unwrap()) {
            Some(value) => {
                env.insert(name, value.clone());
            }
            None if from["optional"] == true => {}
            None => return Err(text(&from["key"])),
        }
    }
    Ok(env)
}

/// What the plan says that a container gets.
fn planned(container: &Value, supplied: &Env, supplies: &BTreeSet<String>) -> Env {
    let mut env = Env::new();
    for row in container["env"].as_array().unwrap() {
        let name = row["name"].as_str().unwrap();
        let supply = row["ref"].as_str().unwrap_or(name);
        let computed = matches!(row["kind"].as_str(), Some("environment" | "constant" | "platform" | "connection"));
        let value = if let Some(template) = row["template"].as_str() {
            let mut text = template.to_owned();
            for (name, value) in supplied {
                text = text.replace(&format!("${{{name}}}"), value);
            }
            Some(text)
        } else if !computed && supplies.contains(supply) {
            supplied.get(supply).cloned().or_else(|| row["default"].as_str().map(str::to_owned))
        } else {
            row["value"].as_str().map(str::to_owned)
        };
        env.extend(value.map(|value| (name.to_owned(), value)));
    }
    env
}

fn supplies(plan: &Value, required_only: bool) -> Env {
    let all = plan["supplies"].as_array().unwrap().iter();
    all.filter(|supply| !required_only || supply["required"] == true)
        .map(|supply| {
            let name = supply["name"].as_str().unwrap();
            (name.to_owned(), format!("<{name}> $(HOME) $$ ${{x}}"))
        })
        .collect()
}

/// Variables of a container that the manifests add where `environment` took the name of a value that a URL needs.
fn is_added(name: &str) -> bool {
    name.starts_with("AST_")
}

#[test]
fn what_a_container_gets_is_what_the_plan_says() {
    for (case, _, built) in &*ALL {
        let names: BTreeSet<String> = supplies(&built.plan, false).into_keys().collect();
        for required_only in [true, false] {
            let supplied = supplies(&built.plan, required_only);
            for (plan, container, _) in built.containers() {
                let mut env = effective(built, container, &supplied).unwrap();
                env.retain(|name, _| !is_added(name));
                assert_eq!(env, planned(plan, &supplied, &names), "{case}: {}", plan["id"]);
            }
        }
    }
}

#[test]
fn a_missing_required_value_stops_a_container_by_name() {
    let spec = fs::read_to_string("examples/support-desk/astropods.yml").unwrap();
    let built = Built::of(&spec, "");
    let (_, agent, _) = built.containers().into_iter().find(|(plan, ..)| plan["id"] == "agent").unwrap();
    for supply in built.plan["supplies"].as_array().unwrap() {
        let mut supplied = supplies(&built.plan, false);
        let name = supply["name"].as_str().unwrap();
        supplied.remove(name);
        let reads = supply["read_by"].as_array().unwrap().contains(&"agent".into());
        let stops = reads && supply["required"] == true;
        assert_eq!(effective(&built, agent, &supplied).err().as_deref(), stops.then_some(name), "{name}");
    }
}

#[test]
fn names_are_those_of_compose_but_for_the_platform_s() {
    for (case, _, built) in ALL.iter().filter(|(_, rich, _)| !rich) {
        let compose = parse(&built.compose);
        let mut compared = 0;
        for (plan, container, _) in built.containers() {
            let id = plan["id"].as_str().unwrap();
            let platform: BTreeSet<&str> = plan["env"]
                .as_array()
                .unwrap()
                .iter()
                .filter(|row| row["kind"] == "platform")
                .map(|row| row["name"].as_str().unwrap())
                .collect();
            if id == "messaging" {
                continue;
            }
            let everything = supplies(&built.plan, false);
            let ours: BTreeSet<String> = effective(built, container, &everything)
                .unwrap()
                .into_keys()
                .filter(|name| !platform.contains(name.as_str()) && !is_added(name))
                .collect();
            let service = &compose["services"][super::built::short(id).as_str()]["environment"];
            let theirs: BTreeSet<String> = service
                .as_object()
                .into_iter()
                .flatten()
                .map(|(name, _)| name.clone())
                .filter(|name| !platform.contains(name.as_str()))
                .filter(|name| !matches!(name.as_str(), "GRPC_SERVER_ADDR" | "AGENT_FILES_DIR"))
                .collect();
            assert_eq!(ours, theirs, "{case}: {id}");
            compared += 1;
        }
        assert!(compared > 0);
    }
}

#[test]
fn a_container_reads_no_key_that_the_plan_does_not_give_it() {
    for (case, _, built) in &*ALL {
        let readers = |secret: bool, id: &Value| -> BTreeSet<String> {
            let all = built.plan["supplies"].as_array().unwrap().iter();
            let read =
                all.filter(|supply| supply["secret"] == secret && supply["read_by"].as_array().unwrap().contains(id));
            read.map(|supply| supply["name"].as_str().unwrap().to_owned()).collect()
        };
        let mut homes: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        let mut seen = 0;
        for (plan, container, template) in built.containers() {
            let keys = |kind: &str| -> BTreeSet<String> {
                let rows = container["env"].as_array().into_iter().flatten();
                rows.filter_map(|row| row["valueFrom"][kind]["key"].as_str().map(str::to_owned)).collect()
            };
            assert_eq!(keys("secretKeyRef"), readers(true, &plan["id"]), "{case}: {}", plan["id"]);
            assert_eq!(keys("configMapKeyRef"), readers(false, &plan["id"]), "{case}: {}", plan["id"]);
            seen += keys("secretKeyRef").len();
            for row in container["env"].as_array().into_iter().flatten() {
                if let Some(key) = row["valueFrom"]["secretKeyRef"]["key"].as_str() {
                    let secret = row["valueFrom"]["secretKeyRef"]["name"].as_str().unwrap();
                    homes.entry(key.to_owned()).or_default().insert(secret.to_owned());
                }
            }
            for from in container["envFrom"].as_array().into_iter().flatten() {
                assert!(from.get("secretRef").is_none(), "{case}");
                let own = from["configMapRef"]["name"].as_str().unwrap();
                let others = built.templates().flat_map(|(_, other)| all_containers(&other["spec"]));
                let users = others.filter(|other| other["envFrom"][0]["configMapRef"]["name"] == own).count();
                assert_eq!(users, 1, "{case}: {own} is read by several");
            }
            for volume in template["spec"]["volumes"].as_array().into_iter().flatten() {
                assert!(volume.get("secret").is_none() && volume.get("projected").is_none(), "{case}");
            }
        }
        // What only waits gets nothing at all.
        for (_, template) in built.templates() {
            for wait in template["spec"]["initContainers"].as_array().into_iter().flatten() {
                if wait["name"].as_str().unwrap().starts_with("wait-") {
                    assert!(
                        wait.get("env").is_none()
                            && wait.get("envFrom").is_none()
                            && wait.get("volumeMounts").is_none()
                    );
                }
            }
        }
        assert!(homes.values().all(|secrets| secrets.len() == 1), "{case}: {homes:?}");
        assert!(seen > 0 || readers(true, &"agent".into()).is_empty(), "{case}");
    }
}

#[test]
fn what_was_written_by_hand_is_what_containers_get() {
    let mut compared = 0;
    for folder in
        fs::read_dir("tests/expected").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.is_dir())
    {
        let Ok(text) = fs::read_to_string(folder.join("expected.cluster.json")) else { continue };
        let expected: Value = serde_json::from_str(&text).unwrap();
        let option = |name: &str| expected["options"][name].as_str().map(|value| format!(" --{name} {value}"));
        let mut flags: String = ["host", "tag", "registry"].iter().filter_map(|name| option(name)).collect();
        if let Some(adapters) = expected["options"]["adapters"].as_array() {
            let names: Vec<_> = adapters.iter().map(|name| name.as_str().unwrap()).collect();
            flags.push_str(&format!(" --adapters {}", names.join(",")));
        }
        let built = Built::of(&fs::read_to_string(folder.join("astropods.yml")).unwrap(), &flags);
        let supplied = supplies(&built.plan, false);
        let nothing_more = supplies(&built.plan, true);
        for (plan, container, _) in built.containers() {
            let id = plan["id"].as_str().unwrap();
            let all = effective(&built, container, &supplied).unwrap();
            let least = effective(&built, container, &nothing_more).unwrap();
            let rows = expected["containers"][id].as_object().unwrap();
            let names: BTreeSet<&String> = rows.keys().collect();
            assert_eq!(all.keys().collect::<BTreeSet<_>>(), names, "{}: {id}", folder.display());
            for (name, row) in rows {
                let what = format!("{}: {id} {name}", folder.display());
                if let Some(value) = row["value"].as_str() {
                    assert_eq!(least.get(name).map(String::as_str), Some(value), "{what}");
                } else if row["kind"] == "connection" {
                    let url = &all[name];
                    let password = url.split_once("://:").and_then(|(_, rest)| rest.rsplit_once('@')).unwrap().0;
                    assert!(supplied.values().any(|value| value == password), "{what}: {url}");
                } else {
                    let supply = row["ref"].as_str().unwrap_or(name);
                    assert_eq!(all.get(name), supplied.get(supply), "{what}");
                    assert_eq!(least.contains_key(name), row["required"] == true, "{what}");
                }
            }
            compared += rows.len();
        }
    }
    assert!(compared > 100, "{compared}");
}

#[test]
fn hostile_text_arrives_unchanged() {
    let (.., built) = ALL.iter().find(|(name, rich, _)| name == "hostile" && !rich).unwrap();
    let supplied = supplies(&built.plan, true);
    let get = |id: &str| {
        let (_, container, _) = built.containers().into_iter().find(|(plan, ..)| plan["id"] == id).unwrap();
        (container.clone(), effective(built, container, &supplied).unwrap())
    };
    let (agent, env) = get("agent");
    assert_eq!(env["WITH_DEFAULT"], "$(OWN) $${OWN} `x` 'y' \"z\"");
    assert_eq!(env["REDIS_CACHE_URL"], format!("redis://:{}@hostile-knowledge-cache:6379", supplied["REDIS_PASSWORD"]));
    let probe = agent["readinessProbe"]["exec"]["command"][2].as_str().unwrap();
    assert_eq!(expand(probe, &env), r#"echo "$(HOME)" $$ "${A}""#);
    assert_eq!(
        (&agent["readinessProbe"]["periodSeconds"], &agent["readinessProbe"]["timeoutSeconds"]),
        (&2.into(), &1.into())
    );
    let (_, mine) = get("knowledge.mine");
    let written = [
        ("a.b-c", "1e3"),
        ("-x", "0755"),
        ("A", "$(REDIS_PASSWORD)"),
        ("B", "$$"),
        ("C", "${A}"),
        ("D", "no"),
        ("E", "22:22"),
        ("F", " x "),
        ("G", ""),
        ("H", "a\nb\r\nc\td"),
        ("I", "é\u{1}\u{2028}"),
        ("J", "{{ x }}"),
        ("K", "}"),
        ("L", "="),
        ("M", "<<"),
        ("N", "'\"\\"),
    ];
    for (name, value) in written {
        assert_eq!(mine[name], value, "{name}");
    }
    // `environment` took the name that the URL would refer to, so the URL gets the password by another.
    let (_, job) = get("ingestion.shadowing");
    assert_eq!((job["REDIS_PASSWORD"].as_str(), job["REDIS_CACHE_PASSWORD"].as_str()), ("$(X)", "literal"));
    assert_eq!(job["REDIS_URL"], format!("redis://:{}@hostile-knowledge-cache:6379", supplied["REDIS_PASSWORD"]));
}
