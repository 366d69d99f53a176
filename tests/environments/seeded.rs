//! Three environments with thirty holes and differences that were put in by hand, each of which is told, and nothing else.

use ast::cli::Status;
use serde_json::Value;

use super::fine;
use crate::project::Project;

const SPEC: &str = "spec: blueprint/v1
name: shop
agent:
  build: {context: ., dockerfile: Dockerfile}
  interfaces: {frontend: true}
  astro_ai_gateway: true
  distributed: true
knowledge:
  db: {provider: postgres}
  cache: {provider: redis}
integrations:
  search: {container: {image: 'example.com/search:1', port: 7700}}
inputs:
  a: {name: HOLE_ONE, datatype: string}
  b: {name: HOLE_TWO, datatype: number}
  c: {name: HOLE_ALL, datatype: string}
  d: {name: LIMIT, datatype: number, default: '5'}
  e: {name: MODE, datatype: string, display-as: select, options: [fast, slow], default: fast}
  f: {name: ALIKE, datatype: string}
  g: {name: OPTIONAL, datatype: string, optional: true}
  h: {name: TOKEN, datatype: string, secret: true}
ingestion:
  nightly: {container: {image: 'example.com/nightly:1'}, trigger: {type: schedule}}
";

const OPTIONS: &str = "[values]
ALIKE = 'alike'
[schedules]
nightly = '0 1 * * *'
[cluster]
registry = 'r.example.com'
tag = '1.0'
[cluster.route]
kind = 'ingress'

[environments.dev.values]
HOLE_TWO = '2'
MODE = 'slow'
[environments.dev.gateway]
url = 'https://dev.example.com'
[environments.dev.cluster]
namespace = 'shop-dev'
host = 'dev.shop.example.com'
tls = false
tag = '1.1-rc1'
components.'knowledge.db'.storage = '1Gi'
components.'integrations.search'.cpu = '50m'

[environments.production.values]
HOLE_ONE = '1'
HOLE_TWO = '2'
LIMIT = '50'
OPTIONAL = 'on'
[environments.production.gateway]
url = 'https://gateway.example.com'
[environments.production.schedules]
nightly = '0 3 * * *'
[environments.production.cluster]
namespace = 'shop'
host = 'shop.example.com'
registry = 'prod.example.com'
secrets = 'external'
secret-keys = { TOKEN = 'vault/token' }
image-pull-secrets = ['pull']
ingress-from = ['edge']
egress = ['5432']
time-zone = 'Europe/Berlin'
priority-class = 'high'
storage-class = 'fast'
replicas.min = 3
replicas.max = 9
components.'knowledge.db'.storage = '100Gi'
components.'knowledge.db'.memory = '8Gi'
components.'integrations.search'.replicas = 3
[environments.production.cluster.route]
class = 'public'
annotations = { 'example.com/a' = 'b' }

[environments.staging.values]
HOLE_ONE = '1'
[environments.staging.cluster]
namespace = 'shop-staging'
host = 'staging.shop.example.com'
";

fn project() -> Project {
    Project::new().file("astropods.yml", SPEC).file("ast.toml", OPTIONS).file("Dockerfile", "FROM scratch\n")
}

/// Every hole and difference, by hand: what it is, then dev, production and staging.
const EXPECTED: &str = "\
shop for cluster: dev, production, staging

nobody gives a value
├─ ASTRO_GATEWAY_URL (agent, ingestion.nightly)
│  ├─ dev         https://dev.example.com · ast.toml:15
│  ├─ production  https://gateway.example.com · ast.toml:30
│  └─ staging     MISSING
├─ HOLE_ALL (agent, integrations.search, ingestion.nightly)
│  ├─ dev         MISSING
│  ├─ production  MISSING
│  └─ staging     MISSING
├─ HOLE_ONE (agent, integrations.search, ingestion.nightly)
│  ├─ dev         MISSING
│  ├─ production  1 · ast.toml:25
│  └─ staging     1 · ast.toml:55
└─ HOLE_TWO (agent, integrations.search, ingestion.nightly)
   ├─ dev         2 · ast.toml:12
   ├─ production  2 · ast.toml:26
   └─ staging     MISSING

differs
├─ ASTRO_AGENT_BUILD (agent)
│  ├─ dev         1.1-rc1 · ast.toml:20
│  ├─ production  1.0 · ast.toml:7
│  └─ staging     1.0 · ast.toml:7
├─ ASTRO_EXTERNAL_AGENT_URL (agent)
│  ├─ dev         http://dev.shop.example.com · ast.toml:18
│  ├─ production  https://shop.example.com · ast.toml:35
│  └─ staging     https://staging.shop.example.com · ast.toml:58
├─ LIMIT (agent, integrations.search, ingestion.nightly)
│  ├─ dev         5 · default of inputs.d
│  ├─ production  50 · ast.toml:27
│  └─ staging     5 · default of inputs.d
├─ MODE (agent, integrations.search, ingestion.nightly)
│  ├─ dev         slow · ast.toml:13
│  ├─ production  fast · default of inputs.e
│  └─ staging     fast · default of inputs.e
├─ OPTIONAL (agent, integrations.search, ingestion.nightly)
│  ├─ dev         (unset)
│  ├─ production  on · ast.toml:28
│  └─ staging     (unset)
└─ TOKEN (agent, integrations.search, ingestion.nightly)
   ├─ dev         (secret) · Secret shop-shared/TOKEN
   ├─ production  (secret) · Secret vault/token
   └─ staging     (secret) · Secret shop-shared/TOKEN

options that differ
├─ cluster.components.\"integrations.search\".cpu
│  ├─ dev         50m · ast.toml:22
│  ├─ production  (not said)
│  └─ staging     (not said)
├─ cluster.components.\"integrations.search\".replicas
│  ├─ dev         (not said)
│  ├─ production  3 · ast.toml:49
│  └─ staging     (not said)
├─ cluster.components.\"knowledge.db\".memory
│  ├─ dev         (not said)
│  ├─ production  8Gi · ast.toml:48
│  └─ staging     (not said)
├─ cluster.components.\"knowledge.db\".storage
│  ├─ dev         1Gi · ast.toml:21
│  ├─ production  100Gi · ast.toml:47
│  └─ staging     (not said)
├─ cluster.egress
│  ├─ dev         (not said)
│  ├─ production  5432 · ast.toml:41
│  └─ staging     (not said)
├─ cluster.host
│  ├─ dev         dev.shop.example.com · ast.toml:18
│  ├─ production  shop.example.com · ast.toml:35
│  └─ staging     staging.shop.example.com · ast.toml:58
├─ cluster.image-pull-secrets
│  ├─ dev         (not said)
│  ├─ production  pull · ast.toml:39
│  └─ staging     (not said)
├─ cluster.ingress-from
│  ├─ dev         (not said)
│  ├─ production  edge · ast.toml:40
│  └─ staging     (not said)
├─ cluster.namespace
│  ├─ dev         shop-dev · ast.toml:17
│  ├─ production  shop · ast.toml:34
│  └─ staging     shop-staging · ast.toml:57
├─ cluster.priority-class
│  ├─ dev         (not said)
│  ├─ production  high · ast.toml:43
│  └─ staging     (not said)
├─ cluster.registry
│  ├─ dev         r.example.com · ast.toml:6
│  ├─ production  prod.example.com · ast.toml:36
│  └─ staging     r.example.com · ast.toml:6
├─ cluster.replicas.max
│  ├─ dev         4 · default
│  ├─ production  9 · ast.toml:46
│  └─ staging     4 · default
├─ cluster.replicas.min
│  ├─ dev         2 · default
│  ├─ production  3 · ast.toml:45
│  └─ staging     2 · default
├─ cluster.route.annotations.\"example.com/a\"
│  ├─ dev         (not said)
│  ├─ production  b · ast.toml:52
│  └─ staging     (not said)
├─ cluster.route.class
│  ├─ dev         (not said)
│  ├─ production  public · ast.toml:51
│  └─ staging     (not said)
├─ cluster.secret-keys.TOKEN
│  ├─ dev         (not said)
│  ├─ production  vault/token · ast.toml:38
│  └─ staging     (not said)
├─ cluster.secrets
│  ├─ dev         generator · default
│  ├─ production  external · ast.toml:37
│  └─ staging     generator · default
├─ cluster.storage-class
│  ├─ dev         (not said)
│  ├─ production  fast · ast.toml:44
│  └─ staging     (not said)
├─ cluster.tag
│  ├─ dev         1.1-rc1 · ast.toml:20
│  ├─ production  1.0 · ast.toml:7
│  └─ staging     1.0 · ast.toml:7
├─ cluster.time-zone
│  ├─ dev         Etc/UTC · default
│  ├─ production  Europe/Berlin · ast.toml:42
│  └─ staging     Etc/UTC · default
├─ cluster.tls
│  ├─ dev         false · ast.toml:19
│  ├─ production  true · default
│  └─ staging     true · default
├─ gateway.url
│  ├─ dev         https://dev.example.com · ast.toml:15
│  ├─ production  https://gateway.example.com · ast.toml:30
│  └─ staging     (not said)
└─ schedules.nightly
   ├─ dev         0 1 * * * · ast.toml:4
   ├─ production  0 3 * * * · ast.toml:32
   └─ staging     0 1 * * * · ast.toml:4
";

#[test]
fn every_hole_and_every_difference_is_told_and_nothing_else() {
    let told = fine(&project(), "plan --env all").stdout;
    let (told, same) = told.split_once("\nthe same everywhere\n").unwrap();
    assert_eq!(told, EXPECTED);
    for line in ["├─ ALIKE", "alike · ast.toml:2 (agent, integrations.search, ingestion.nightly)"] {
        assert!(same.contains(line), "{same}");
    }
}

/// The same between two of them, as if one became the other: each difference once, with what follows.
const DIFFERENCES: &str = "\
astropods.yml
  loses data     the namespace is `shop` instead of `shop-staging`, and what runs and is kept in the old one stays there  (cluster)
  breaks         `claim` of `agent` is `5Gi of fast` instead of `5Gi`  (cluster)
  breaks         `claim` of `knowledge.cache` is `10Gi of fast` instead of `10Gi`  (cluster)
  breaks         `claim` of `knowledge.db` is `100Gi of fast` instead of `10Gi`  (cluster)
  breaks         the route from outside is `shop.example.com` instead of `staging.shop.example.com`  (cluster)
  needs a value  `secret-keys.TOKEN` is `vault/token`  (cluster)
  needs a value  `secrets` is `external` instead of `generator`  (cluster)
  restarts       `resources` of `knowledge.db` is `cpu 100m (at most 1), memory 8Gi (at most 8448Mi), disk 1Gi` instead of `cpu 100m (at most 1), memory 512Mi (at most 768Mi), disk 1Gi`  (cluster)
  restarts       `agent` runs `prod.example.com/shop:1.0` instead of `r.example.com/shop:1.0`  (cluster)
  restarts       in `agent`, `ASTRO_EXTERNAL_AGENT_URL` is `https://shop.example.com` instead of `https://staging.shop.example.com`, `ASTRO_GATEWAY_URL` is `https://gateway.example.com`, `HOLE_TWO` is `2`, `LIMIT` is `50` instead of `5`, `OPTIONAL` is `on`  (cluster)
  restarts       in `ingestion.nightly`, `ASTRO_GATEWAY_URL` is `https://gateway.example.com`, `HOLE_TWO` is `2`, `LIMIT` is `50` instead of `5`, `OPTIONAL` is `on`  (cluster)
  restarts       in `integrations.search`, `HOLE_TWO` is `2`, `LIMIT` is `50` instead of `5`, `OPTIONAL` is `on`  (cluster)
  restarts       `image-pull-secrets` is `pull`  (cluster)
  restarts       `priority-class` is `high`  (cluster)
  restarts       `time-zone` is `Europe/Berlin` instead of `Etc/UTC`  (cluster)
  harmless       `agent` may connect to `the internet (443), any address (443), any address (5432)` instead of `the internet (443)`, beside containers of the project  (cluster)
  harmless       `ingestion.nightly` may connect to `the internet (443), any address (443), any address (5432)` instead of `the internet (443)`, beside containers of the project  (cluster)
  harmless       `schedule` of `ingestion.nightly` is `0 3 * * *` instead of `0 1 * * *`  (cluster)
  harmless       `integrations.search` may connect to `the internet (443), any address (5432)` instead of `the internet (443)`, beside containers of the project  (cluster)
  harmless       `replicas` of `integrations.search` is `3` instead of `1`  (cluster)
  harmless       `knowledge.cache` may connect to `any address (5432)` instead of nothing, beside containers of the project  (cluster)
  harmless       `knowledge.db` may connect to `any address (5432)` instead of nothing, beside containers of the project  (cluster)
  harmless       has another default, or is asked for otherwise: `ASTRO_GATEWAY_URL` (`agent` and 1 more read it), `HOLE_TWO` (`agent` and 2 more read it), `LIMIT` (`agent` and 2 more read it), `OPTIONAL` (`agent` and 2 more read it)  (cluster)
  harmless       `ingress-from` is `edge`  (cluster)
  harmless       `replicas` is `3..9 at 70 % CPU` instead of `2..4 at 70 % CPU`  (cluster)
  help: `ast explain loses-data` says how the data is taken along, or deleted
";

#[test]
fn two_environments_differ_in_what_was_put_in_and_in_nothing_else() {
    let told = fine(&project(), "diff --env staging production --for cluster").stdout;
    assert_eq!(told, DIFFERENCES);
    assert_eq!(fine(&project(), "diff --env dev dev").stdout, "astropods.yml\n  nothing changes\n");
}

#[test]
fn programs_are_told_the_same_differences() {
    let told = fine(&project(), "diff --env staging production --for cluster --format json").stdout;
    let answer: Value = serde_json::from_str(&told).unwrap();
    let changes = answer["projects"][0]["changes"].as_array().unwrap();
    let of = |kind: &str, name: &str| {
        let is_it = |change: &&Value| change["subject"]["kind"] == kind && change["subject"]["name"] == name;
        let found = changes.iter().find(is_it).unwrap_or_else(|| panic!("{kind} {name}"));
        (found["from"].clone(), found["to"].clone(), found["consequences"][0].clone())
    };
    assert_eq!(of("option", "namespace"), ("shop-staging".into(), "shop".into(), "loses-data".into()));
    assert_eq!(of("option", "secret-keys.TOKEN"), (Value::Null, "vault/token".into(), "needs-value".into()));
    assert_eq!(of("variable", "LIMIT").1, "50");
    let failed = project().run("diff --env staging production --exit-code loses");
    assert_eq!(failed.status, Status::Invalid);
}

#[test]
fn projects_below_a_folder_are_compared_where_they_have_the_environments() {
    let project = Project::new()
        .file("a/astropods.yml", SPEC)
        .file("a/ast.toml", OPTIONS)
        .file("b/astropods.yml", crate::project::GOOD)
        .file("c/astropods.yml", crate::project::GOOD)
        .file("c/ast.toml", "[environments.staging]\n[environments.production]\n");
    let told = fine(&project, "diff --env staging production").stdout;
    assert!(told.starts_with("a/astropods.yml\n  loses data") && !told.contains("/astropods.yml\n  nothing"), "{told}");
    for (args, why) in [
        ("diff --env staging prodction a", "did you mean `production`?"),
        ("diff --env staging production b", "a table `[environments.NAME]` in ast.toml"),
        ("diff --env staging production HEAD", "two environments are compared of one spec"),
    ] {
        let outcome = project.run(args);
        assert_eq!(outcome.status, Status::Failed, "{args}");
        assert!(outcome.stderr.contains(why), "{args}: {}", outcome.stderr);
    }
}
