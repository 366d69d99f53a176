//! Three environments with thirty holes and differences that were put in by hand, each of which is told, and nothing else.

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
