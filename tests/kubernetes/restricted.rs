//! Pod Security `restricted`, evaluated on every pod by the rules that the Kubernetes project publishes.

use serde_json::Value;

use super::ALL;
use super::built::all_containers;

/// What breaks the rules; the baseline's are part of `restricted`.
fn violations(pod: &Value) -> Vec<String> {
    let mut found = Vec::new();
    let mut ensure = |holds: bool, what: &str| {
        if !holds {
            found.push(what.to_owned());
        }
    };
    for key in ["hostNetwork", "hostPID", "hostIPC"] {
        ensure(pod[key] != Value::Bool(true), key);
    }
    let safe = [
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.ping_group_range",
    ];
    for sysctl in pod["securityContext"]["sysctls"].as_array().into_iter().flatten() {
        ensure(safe.contains(&sysctl["name"].as_str().unwrap()), "sysctls");
    }
    let volumes = [
        "configMap",
        "csi",
        "downwardAPI",
        "emptyDir",
        "ephemeral",
        "persistentVolumeClaim",
        "projected",
        "secret",
        "name",
    ];
    for volume in pod["volumes"].as_array().into_iter().flatten() {
        ensure(volume.as_object().unwrap().keys().all(|key| volumes.contains(&key.as_str())), "volume types");
    }
    let shared = &pod["securityContext"];
    for container in all_containers(pod) {
        let own = &container["securityContext"];
        ensure(own.get("privileged").is_none(), "privileged");
        ensure(own.get("procMount").is_none() && own.get("seLinuxOptions").is_none(), "procMount, seLinux");
        ensure(own["allowPrivilegeEscalation"] == Value::Bool(false), "allowPrivilegeEscalation");
        ensure(own["capabilities"]["drop"].as_array().is_some_and(|drop| drop.contains(&"ALL".into())), "drop ALL");
        ensure(own["capabilities"].get("add").is_none(), "added capabilities");
        let effective = |key: &str| if own.get(key).is_some() { own[key].clone() } else { shared[key].clone() };
        ensure(effective("runAsNonRoot") == Value::Bool(true), "runAsNonRoot");
        ensure(effective("runAsUser").as_u64().is_some_and(|user| user > 0), "runAsUser");
        ensure(effective("seccompProfile")["type"] == "RuntimeDefault", "seccompProfile");
        for port in container["ports"].as_array().into_iter().flatten() {
            ensure(port.get("hostPort").is_none(), "hostPort");
        }
        ensure(container.get("lifecycle").is_none(), "lifecycle");
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
            ensure(container[probe]["httpGet"].get("host").is_none(), "probe host");
        }
    }
    found
}

#[test]
fn every_pod_is_restricted_and_takes_no_more_than_it_says() {
    for (case, _, built) in &*ALL {
        for (object, template) in built.templates() {
            let pod = &template["spec"];
            let name = format!("{case}: {}", object["metadata"]["name"]);
            assert_eq!(violations(pod), Vec::<String>::new(), "{name}");
            assert_eq!(pod["automountServiceAccountToken"], false, "{name}");
            assert_eq!(pod["enableServiceLinks"], false, "{name}");
            for container in all_containers(pod) {
                let name = format!("{name} {}", container["name"]);
                let resources = &container["resources"];
                for amount in
                    ["/requests/cpu", "/requests/memory", "/limits/cpu", "/limits/memory", "/limits/ephemeral-storage"]
                {
                    assert!(resources.pointer(amount).is_some(), "{name}: {amount}");
                }
                // What processes share counts against the limit.
                let mut mounts = container["volumeMounts"].as_array().into_iter().flatten();
                let shares = mounts.any(|mount| mount["mountPath"] == "/dev/shm");
                let (given, most) = (&resources["requests"]["memory"], &resources["limits"]["memory"]);
                assert_eq!((given == most, shares && given == "512Mi" && most == "768Mi"), (!shares, shares), "{name}");
                assert!(container["securityContext"]["runAsGroup"].as_u64().is_some_and(|group| group > 0), "{name}");
                let writes_root = container["image"].as_str().unwrap().starts_with("neo4j") && !name.contains("wait-");
                assert_eq!(container["securityContext"]["readOnlyRootFilesystem"], !writes_root, "{name}");
            }
        }
        for namespace in built.kind("Namespace") {
            assert_eq!(namespace["metadata"]["labels"]["pod-security.kubernetes.io/enforce"], "restricted");
        }
    }
}

#[test]
fn checks_fail_where_a_rule_is_broken() {
    let (.., built) = &ALL[0];
    let pod = &built.templates().next().unwrap().1["spec"];
    let breaks: [(&str, Value); 5] = [
        ("/containers/0/securityContext/allowPrivilegeEscalation", true.into()),
        ("/containers/0/securityContext/capabilities/drop", serde_json::json!(["NET_RAW"])),
        ("/containers/0/securityContext/runAsUser", 0.into()),
        ("/containers/0/securityContext/runAsNonRoot", false.into()),
        ("/containers/0/securityContext/seccompProfile/type", "Unconfined".into()),
    ];
    for (pointer, value) in breaks {
        let mut broken = pod.clone();
        *broken.pointer_mut(pointer).unwrap() = value;
        assert_eq!(violations(&broken).len(), 1, "{pointer}");
    }
}
