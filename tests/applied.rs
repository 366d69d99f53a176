//! The changes that are told are all that there is to do: done to the plan of then, they make it the plan of now.

use ast::delta::{Change, How, Kind, Where, changes};
use ast::options::Options;
use ast::plan::BoundPlan;
use serde_json::{Value, json};

use crate::deltas::{ALL, Bound, edits};
use crate::mutation;

/// A plan as `ast plan --format json` has it, without the places of the spec that say a thing.
fn plan(of: &BoundPlan) -> Value {
    let BoundPlan { name, scope, gateway, components, containers, edges, supplies, platform, .. } = of;
    let mut plan = json!({
        "name": name, "scope": scope, "gateway": gateway, "components": components, "containers": containers,
        "edges": edges, "supplies": supplies, "platform": platform,
    });
    strip(&mut plan);
    plan
}

fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.remove("declared_by");
            map.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

fn list<'a>(plan: &'a Value, of: &str) -> &'a Vec<Value> {
    plan[of].as_array().unwrap()
}

fn named<'a>(items: &'a [Value], key: &str, name: &str) -> Option<&'a Value> {
    items.iter().find(|item| item[key] == name)
}

/// Puts what is under a name now in the place of what was there, or takes it away.
fn put(items: &mut Vec<Value>, key: &str, name: &str, now: Option<&Value>) {
    let at = items.iter().position(|item| item[key] == name);
    match (at, now) {
        (Some(at), Some(now)) => items[at] = now.clone(),
        (Some(at), None) => drop(items.remove(at)),
        (None, Some(now)) => items.push(now.clone()),
        (None, None) => {}
    }
}

/// Does one change to a plan, as far as it goes: what it is of is taken from the plan of now.
fn apply(change: &Change, plan: &mut Value, now: &Value) {
    let (id, name) = (change.subject.id.as_deref(), change.subject.name.as_deref());
    let whole = |plan: &mut Value, id: &str| {
        put(plan["containers"].as_array_mut().unwrap(), "id", id, named(list(now, "containers"), "id", id));
        // Who it connects to comes and goes with it.
        let edges = plan["edges"].as_array_mut().unwrap();
        edges.retain(|edge| edge["from"] != id);
        edges.extend(list(now, "edges").iter().filter(|edge| edge["from"] == id).cloned());
    };
    let part = |plan: &mut Value, list_of: &str, key: &str| {
        let (Some(id), Some(name)) = (id, name) else { return };
        let new = named(list(now, "containers"), "id", id).and_then(|new| named(list(new, list_of), key, name));
        let containers = plan["containers"].as_array_mut().unwrap();
        if let Some(container) = containers.iter_mut().find(|container| container["id"] == id) {
            put(container[list_of].as_array_mut().unwrap(), key, name, new);
        }
    };
    match (change.subject.kind, id, name) {
        (Kind::Component, Some("gateway"), None) => plan["gateway"] = now["gateway"].clone(),
        (Kind::Component, Some(id), None) => {
            let entry = named(list(now, "components"), "id", id);
            let was = named(list(plan, "components"), "id", id).map(|was| was["provider"].clone());
            let is_same = was.is_some() && entry.map(|entry| entry["provider"].clone()) == was;
            put(plan["components"].as_array_mut().unwrap(), "id", id, entry);
            if change.change != How::Changed || !is_same {
                whole(plan, id);
            }
        }
        (Kind::Container, Some(id), None) => whole(plan, id),
        (Kind::Container | Kind::Image, Some(id), key) => {
            let key = if change.subject.kind == Kind::Image { "image" } else { key.unwrap_or_default() };
            let new = named(list(now, "containers"), "id", id).map(|container| container[key].clone());
            let containers = plan["containers"].as_array_mut().unwrap();
            let container = containers.iter_mut().find(|container| container["id"] == id);
            if let (Some(container), Some(new)) = (container.filter(|of| of.get(key).is_some()), new) {
                container[key] = new;
            }
        }
        (Kind::Variable | Kind::Text, Some(_), Some(_)) => part(plan, "env", "name"),
        (Kind::Port, Some(_), Some(_)) => part(plan, "ports", "name"),
        (Kind::Disk, Some(_), Some(_)) => part(plan, "volumes", "name"),
        (Kind::Connection, Some(id), Some(name)) => {
            let is_it = |edge: &&Value| {
                let to = edge["to"].as_str().unwrap_or_default();
                edge["from"] == id && format!("{to}:{}", edge["port"]) == name
            };
            let edges = plan["edges"].as_array_mut().unwrap();
            edges.retain(|edge| !is_it(&edge));
            edges.extend(list(now, "edges").iter().filter(is_it).cloned());
        }
        (Kind::Variable | Kind::Secret, None, Some(name)) => {
            put(plan["supplies"].as_array_mut().unwrap(), "name", name, named(list(now, "supplies"), "name", name));
        }
        (Kind::Option, None, Some("name")) => {
            for key in ["name", "scope"] {
                plan[key] = now[key].clone();
            }
        }
        (Kind::Option, None, Some(key)) => {
            if let Some(key) = key.strip_prefix("platform.") {
                plan["platform"][key] = now["platform"][key].clone();
            }
        }
        _ => {}
    }
}

/// What a plan says that a change can be of, in an order of its own.
fn said(plan: &Value) -> Vec<(String, Value)> {
    let mut said = vec![
        ("name".to_owned(), plan["name"].clone()),
        ("scope".to_owned(), plan["scope"].clone()),
        ("platform".to_owned(), plan["platform"].clone()),
        ("gateway models".to_owned(), plan["gateway"]["models"].clone()),
    ];
    for entry in list(plan, "components") {
        let mut entry = entry.clone();
        // What an entry gives is said where it is read.
        entry.as_object_mut().unwrap().remove("variables");
        said.push((format!("component {}", entry["id"]), entry));
    }
    for container in list(plan, "containers") {
        for (key, value) in container.as_object().unwrap() {
            let Some(items) = value.as_array().filter(|_| ["env", "ports", "volumes"].contains(&key.as_str())) else {
                said.push((format!("container {} {key}", container["id"]), value.clone()));
                continue;
            };
            said.extend(items.iter().map(|item| (format!("{key} {} {}", container["id"], item["name"]), item.clone())));
        }
    }
    said.extend(list(plan, "edges").iter().map(|edge| (format!("edge {edge}"), edge.clone())));
    for supply in list(plan, "supplies") {
        let mut supply = supply.clone();
        // Who reads it is said where it is read.
        for key in ["read_by", "owner"] {
            supply.as_object_mut().unwrap().remove(key);
        }
        said.push((format!("supply {}", supply["name"]), supply));
    }
    said.sort_by(|a, b| a.0.cmp(&b.0));
    said
}

#[test]
fn the_changes_that_are_told_make_of_the_plan_of_then_that_of_now() {
    let options = Options::default();
    let (mut looked, mut wrong) = (0, Vec::new());
    for path in mutation::specs() {
        let text = std::fs::read_to_string(&path).unwrap();
        let Ok(value) = serde_yaml_ng::from_str::<serde_yaml_ng::Value>(&text) else { continue };
        let old = Bound::of(&serde_yaml_ng::to_string(&value).unwrap(), &options);
        if old.compilation.report.has_errors() {
            continue;
        }
        for edit in edits(&value).into_iter().step_by(mutation::share(17)) {
            let new = Bound::of(&serde_yaml_ng::to_string(&edit).unwrap(), &options);
            let told = changes(Some(old.side(&options)), Some(new.side(&options)), &ALL);
            // Another name for all of an entry is in everything that is composed of it.
            if new.compilation.report.has_errors() || told.iter().any(|change| change.change == How::Renamed) {
                continue;
            }
            looked += 1;
            for (place, old, new) in
                [(Where::Local, &old.local, &new.local), (Where::Cluster, &old.cluster, &new.cluster)]
            {
                let (mut made, now) = (plan(old), plan(new));
                let of_place = told.iter().filter(|change| change.seen.contains(&place));
                of_place.for_each(|change| apply(change, &mut made, &now));
                let (made, now) = (said(&made), said(&now));
                let other =
                    now.iter().find(|item| !made.contains(item)).or(made.iter().find(|item| !now.contains(item)));
                if let Some((what, _)) = other {
                    let messages: Vec<&String> = told.iter().map(|change| &change.message).collect();
                    wrong.push(format!("{}, {place:?}: {what} is told by none of {messages:#?}", path.display()));
                }
            }
        }
    }
    assert!(looked > 50, "{looked}");
    assert!(wrong.is_empty(), "{} of {looked}\n{}", wrong.len(), wrong[..wrong.len().min(8)].join("\n"));
}
