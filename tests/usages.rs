//! `ast audit` on how code uses models: the clients that it makes, and the models that it names.

use ast::cli::Status;
use serde_json::Value;

use crate::project::Project;

const HEAD: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: ., dockerfile: Dockerfile}\n";
const CHOICE: &str = "models:\n  chat:\n    provider: gateway\n    models: [claude-sonnet-4-6, claude-haiku-4-5]\n";
const SWITCH: &str = "  astro_ai_gateway: true\n";

fn agent(spec: &str, file: &str, code: &str) -> Project {
    let project = Project::new().file("astropods.yml", format!("{HEAD}{spec}"));
    project.file("Dockerfile", "FROM x\nCOPY . .\n").file(file, code)
}

/// The lines and codes of what is said of models, with the word that each underlines.
fn found(spec: &str, file: &str, code: &str) -> Vec<(u64, String, String)> {
    let ran = agent(spec, file, code).run("audit --format json");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let all = answer["projects"][0]["diagnostics"].as_array().unwrap().iter().map(|found| {
        let [from, to] = ["start", "end"].map(|end| found["range"][end]["offset"].as_u64().unwrap());
        let text = &code[usize::try_from(from).unwrap()..usize::try_from(to).unwrap()];
        let id = found["code"].as_str().unwrap().to_owned();
        (found["range"]["start"]["line"].as_u64().unwrap(), id, text.to_owned())
    });
    all.filter(|(_, code, _)| !code.ends_with("variable")).collect()
}

/// Each line that ends in a comment with a code has a finding of it, and no other line has one.
fn hold(spec: &str, file: &str, code: &str) {
    let expected: Vec<(u64, String)> = (1..)
        .zip(code.lines())
        .filter_map(|(line, text)| Some((line, text.split_once(" says: ")?.1.trim().to_owned())))
        .collect();
    let found: Vec<(u64, String)> = found(spec, file, code).into_iter().map(|(line, code, _)| (line, code)).collect();
    assert_eq!(found, expected, "{spec}{code}");
}

const PYTHON: &str = r#"import os
import openai
from anthropic import Anthropic, AsyncAnthropic
from langchain_openai import ChatOpenAI
from openai import AsyncOpenAI, OpenAI

KEY = os.environ["ASTRO_GATEWAY_API_KEY"]
URL = os.environ["ASTRO_GATEWAY_URL"]
grown = os.environ["ASTRO_GATEWAY_URL"]
grown += "/v1"
twice = os.environ["ASTRO_GATEWAY_URL"]
twice = twice + "/v1"

OpenAI(base_url=os.environ["ASTRO_GATEWAY_URL"], api_key=KEY)  # says: bare-gateway-url
openai.OpenAI(api_key=KEY, base_url=os.environ.get("ASTRO_GATEWAY_URL"))  # says: bare-gateway-url
AsyncOpenAI(
    api_key=KEY,
    base_url=os.getenv("ASTRO_GATEWAY_URL") or "http://localhost:4000",  # says: bare-gateway-url
)
ChatOpenAI(model="any", base_url=URL, api_key=KEY)  # says: bare-gateway-url
OpenAI(base_url=URL.rstrip("/"), api_key=KEY)  # says: bare-gateway-url
OpenAI(base_url=URL + "/v1", api_key=KEY)
OpenAI(base_url=f"{URL}/v1", api_key=KEY)
OpenAI(base_url=URL.rstrip("/") + "/v1", api_key=KEY)
OpenAI(base_url=openai_base_url(URL), api_key=KEY)
OpenAI(base_url=grown, api_key=KEY)
OpenAI(base_url=twice, api_key=KEY)
OpenAI(base_url=os.environ["OTHER_URL"], api_key=KEY)
OpenAI(base_url="https://api.openai.com/v1", api_key=KEY)
Anthropic(base_url=URL, api_key=KEY)  # says: unserved-api
AsyncAnthropic(base_url=os.getenv("ASTRO_GATEWAY_URL"), api_key=KEY)  # says: unserved-api
Anthropic(base_url=f"{URL}/anthropic", api_key=KEY)
Anthropic(base_url="https://api.anthropic.com", api_key=KEY)


def client(URL):
    return OpenAI(base_url=URL, api_key=KEY)


class OpenAi:
    pass


OpenAi(base_url=URL)
# OpenAI(base_url=os.environ["ASTRO_GATEWAY_URL"])
"""OpenAI(base_url=os.environ["ASTRO_GATEWAY_URL"])"""
"#;

const SCRIPT: &str = r#"import OpenAI, { OpenAI as Named } from "openai";
import Anthropic from "@anthropic-ai/sdk";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { createAnthropic } from "@ai-sdk/anthropic";
import { OpenAI as Other } from "./mine.js";

const apiKey = process.env.ASTRO_GATEWAY_API_KEY!;
const url = process.env.ASTRO_GATEWAY_URL;
let grown = process.env.ASTRO_GATEWAY_URL;
grown += "/v1";

new OpenAI({ baseURL: process.env.ASTRO_GATEWAY_URL, apiKey }); // says: bare-gateway-url
new Named({ apiKey, baseURL: process.env["ASTRO_GATEWAY_URL"] as string }); // says: bare-gateway-url
new OpenAI({ baseURL: url ?? "http://localhost:4000", apiKey }); // says: bare-gateway-url
createOpenAI({ baseURL: process.env.ASTRO_GATEWAY_URL!, apiKey }); // says: bare-gateway-url
createOpenAICompatible({ name: "gateway", baseURL: process.env.ASTRO_GATEWAY_URL!, apiKey }); // says: bare-gateway-url
new OpenAI({ baseURL: `${process.env.ASTRO_GATEWAY_URL}/v1`, apiKey });
new OpenAI({ baseURL: process.env.ASTRO_GATEWAY_URL + "/v1", apiKey });
new OpenAI({ baseURL: withVersion(url), apiKey });
new OpenAI({ baseURL: grown, apiKey });
new OpenAI({ baseURL: process.env.OTHER_URL, apiKey });
new Other({ baseURL: process.env.ASTRO_GATEWAY_URL, apiKey });
new Anthropic({ baseURL: process.env.ASTRO_GATEWAY_URL, apiKey }); // says: unserved-api
createAnthropic({ baseURL: url, apiKey }); // says: unserved-api
createAnthropic({ baseURL: `${url}/anthropic/v1`, apiKey });
function client(url: string) {
  return new OpenAI({ baseURL: url, apiKey });
}
// new OpenAI({ baseURL: process.env.ASTRO_GATEWAY_URL })
"#;

#[test]
fn a_client_is_told_where_the_gateway_does_not_serve_what_it_asks_for() {
    hold(SWITCH, "main.py", PYTHON);
    hold(CHOICE, "main.py", PYTHON);
    hold(SWITCH, "main.ts", SCRIPT);
    // What the URL is there is known to whoever sets it.
    let own = "inputs:\n  url: {name: ASTRO_GATEWAY_URL, datatype: string}\n";
    assert_eq!(found(own, "main.py", PYTHON), []);
    let project = agent(SWITCH, "main.py", PYTHON);
    assert_eq!(project.run("audit --deny warnings").status, Status::Invalid);
    let project = project.file("Dockerfile", "FROM x\nENV ASTRO_GATEWAY_URL=http://x/v1\nCOPY . .\n");
    assert!(!project.run("audit").stdout.contains("gateway-url"));
    let text = agent(SWITCH, "main.py", PYTHON).run("audit").stdout;
    assert!(text.contains("warning[bare-gateway-url]: a client of the OpenAI API wants a URL with `/v1`"), "{text}");
    assert!(text.contains("warning[unserved-api]: a client of Anthropic"), "{text}");
}

#[test]
fn a_client_without_a_key_is_told_where_nothing_gives_what_it_reads_by_itself() {
    let python = r#"import cohere
from anthropic import Anthropic
from google import genai
from langchain_openai import ChatOpenAI
from openai import OpenAI

OpenAI()  # says: keyless-client
OpenAI(timeout=3, base_url="https://llm.example.com/v1")  # says: keyless-client
ChatOpenAI(model="gpt-5", temperature=0, max_tokens=100)  # says: keyless-client
Anthropic()  # says: keyless-client
genai.Client()  # says: keyless-client
cohere.ClientV2()  # says: keyless-client
OpenAI(api_key="unused")
OpenAI(api_key=None)
OpenAI(**options)
OpenAI(*options)
OpenAI(default_headers={"Authorization": "x"})
OpenAI(http_client=session)
ChatOpenAI(model="gpt-5", openai_api_key=key)
Anthropic(auth_token=token)
cohere.Client("key")
genai.Client(vertexai=True)
if ready:
    OpenAI()
maybe = OpenAI() if ready else None
try:
    OpenAI()
except Exception:
    pass


def make():
    return OpenAI()  # says: keyless-client


if __name__ == "__main__":
    OpenAI()  # says: keyless-client
"#;
    hold("", "main.py", python);
    let script = r#"import OpenAI from "openai";
import Anthropic from "@anthropic-ai/sdk";
import { createOpenAI } from "@ai-sdk/openai";
const { Pinecone } = require("@pinecone-database/pinecone");
new OpenAI(); // says: keyless-client
new OpenAI({ timeout: 3 }); // says: keyless-client
createOpenAI(); // says: keyless-client
new Anthropic(); // says: keyless-client
new Pinecone(); // says: keyless-client
new OpenAI({ apiKey });
new OpenAI({ ...options });
new OpenAI(options);
new OpenAI({ apiKey: "x" });
new Anthropic({ authToken: "x" });
const one = ready ? new OpenAI() : null;
if (ready) { new OpenAI(); }
"#;
    hold("", "main.ts", script);
    // An entry, an input, the image, and the code itself give it.
    let spec = "models: {chat: {provider: openai}}\n";
    let code = "from openai import OpenAI\nOpenAI()\n";
    assert_eq!(found(spec, "main.py", code), []);
    let spec = "inputs:\n  key: {name: OPENAI_API_KEY, datatype: string, secret: true}\n";
    assert_eq!(found(spec, "main.py", code), []);
    let project = agent("", "main.py", code).file("Dockerfile", "FROM x\nENV OPENAI_API_KEY=x\nCOPY . .\n");
    assert!(project.run("audit").stdout.starts_with("no problems"));
    assert_eq!(found("", "main.py", &format!("import os\nos.environ['OPENAI_API_KEY'] = key\n{code}")), []);
    // Where the code reads it, that is told of it.
    let read = format!("import os\nos.environ['OPENAI_API_KEY']\n{code}");
    assert_eq!(found("", "main.py", &read), []);
    assert_eq!(found("", "main.py", code), [(2, "keyless-client".to_owned(), "OpenAI".to_owned())]);
    let text = agent(CHOICE, "main.py", code).run("audit").stdout;
    assert!(text.contains("advice[keyless-client]") && text.contains("give it the gateway's URL and key"), "{text}");
    let silenced = code.replace("OpenAI()\n", "OpenAI()  # ast: ignore[keyless-client] a proxy adds it\n");
    assert_eq!(found("", "main.py", &silenced), []);
}

#[test]
fn a_model_that_no_entry_offers_is_told_where_the_spec_says_which_there_are() {
    let python = r#"MODEL = "claude-opus-4-8"  # says: undeclared-model
DEFAULT_MODEL = "claude-haiku-4-5"
client.chat.completions.create(model="claude-opus-4-8", messages=[])  # says: undeclared-model
client.chat.completions.create(model="claude-sonnet-4-6", messages=[])
post({"model": "titan-embed-text-v2", "input": text})  # says: undeclared-model
client.chat.completions.create(model="gpt-5", messages=[])
PRICES = {"claude-opus-4-8": 15.0}
NAME = "claude-opus-4-8"
print("claude-opus-4-8")
note = "we once had claude-opus-4-8"
model = os.environ.get("MODEL_CHAT", "claude-opus-4-8")


class Settings(BaseSettings):
    model: str = "claude-opus-4-8"

    def __init__(self):
        self.model = "claude-opus-4-8"  # says: undeclared-model
"#;
    hold(CHOICE, "main.py", python);
    let script = r#"const model = "claude-opus-4-8"; // says: undeclared-model
await client.chat.completions.create({ model: "claude-opus-4-8", messages }); // says: undeclared-model
await client.chat.completions.create({ model: "claude-haiku-4-5", messages });
await client.embeddings.create({ "model": `titan-embed-text-v2`, input }); // says: undeclared-model
const prices = { "claude-opus-4-8": 15 };
console.log("claude-opus-4-8");
"#;
    hold(CHOICE, "main.ts", script);
    // Whoever may ask for any model asks for one; and an input may offer it too.
    for spec in [SWITCH.to_owned(), format!("{CHOICE}  any: {{provider: gateway}}\n"), String::new()] {
        assert_eq!(found(&spec, "main.py", python), [], "{spec}");
    }
    let offered = "inputs:\n  best: {name: BEST, datatype: string, options: [claude-opus-4-8], optional: true}\n";
    let found = found(&format!("{CHOICE}{offered}"), "main.py", python);
    assert_eq!(found, [(5, "undeclared-model".to_owned(), "\"titan-embed-text-v2\"".to_owned())]);
    let text = agent(CHOICE, "main.py", python).run("audit").stdout;
    assert!(text.contains("read `MODEL_CHAT`, or add it to the `models` of an entry"), "{text}");
}

#[test]
fn an_input_that_no_code_reads_is_told_where_somebody_asks() {
    let spec = "inputs:\n  used: {name: USED, datatype: string}\n  idle: {name: IDLE, datatype: string}\n";
    let said = |project: &Project, args: &str| {
        let ran = project.run(&format!("audit --format short {args}"));
        (ran.status, ran.stdout.lines().filter(|line| line.contains("unread-variable")).map(str::to_owned).collect())
    };
    let project = agent(spec, "main.py", "import os\nos.environ['USED']\n");
    assert_eq!(said(&project, ""), (Status::Fine, Vec::<String>::new()));
    assert_eq!(said(&project, "--allow unread-variable"), (Status::Fine, Vec::<String>::new()));
    let (status, lines) = said(&project, "--warn unread-variable");
    assert!(status == Status::Fine && lines.len() == 1, "{lines:?}");
    assert!(lines[0].starts_with("astropods.yml:7:16: warning") && lines[0].contains("`IDLE`"), "{lines:?}");
    assert_eq!(said(&project, "--deny unread-variable").0, Status::Invalid);
    // A comment of the spec silences it, and is none that has nothing to do.
    let noted = format!("{HEAD}{}", spec.replace("  idle", "  # ast: ignore[unread-variable] of old\n  idle"));
    let project = project.file("astropods.yml", noted);
    assert_eq!(said(&project, "--deny unread-variable"), (Status::Fine, Vec::new()));
    assert!(project.run("validate").stdout.starts_with("no problems"));
    // Where it may be read, nothing is said.
    for code in ["os.environ[f'{x}']", "os.environ.get('idle')"] {
        let project = agent(spec, "main.py", &format!("import os\nos.environ['USED']\n{code}\n"));
        assert_eq!(said(&project, "--warn unread-variable").1, Vec::<String>::new(), "{code}");
    }
    let used = format!("{spec}dev: {{command: run $IDLE}}\n");
    let project = agent(&used, "main.py", "import os\nos.environ['USED']\n");
    assert_eq!(said(&project, "--warn unread-variable").1, Vec::<String>::new());
    let project = agent(spec, "main.go", "package main\n");
    assert_eq!(said(&project, "--warn unread-variable").1, Vec::<String>::new());
}
