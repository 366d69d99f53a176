//! What a hover says, and what it never does.

use serde_json::json;

use super::requests::ask;
use crate::project::GOOD;

/// The text of a hover.
fn hover(text: &str) -> String {
    let hover = ask("textDocument/hover", text, &json!({})).unwrap();
    hover["contents"]["value"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn hover_says_what_stands_there() {
    let entry = hover(&format!("{GOOD}knowledge:\n  c|ache:\n    provider: redis\n"));
    assert!(entry.contains("**knowledge.cache** · redis") && entry.contains("host `knowledge-cache`"), "{entry}");
    assert!(entry.contains("- `REDIS_URL` = `redis://:${REDIS_PASSWORD}@knowledge-cache:6379`"), "{entry}");
    assert!(entry.contains("- `REDIS_PASSWORD` (secret)") && !entry.contains("localdev"), "{entry}");
    let key = hover(&GOOD.replace("image", "im|age"));
    assert!(key.starts_with("**image** (string)\n\nA finished image."), "{key}");
    let provider = hover(&format!("{GOOD}models:\n  x:\n    provider: open|ai\n"));
    assert!(
        provider.contains("a built-in provider for `models`") && provider.contains("`OPENAI_API_KEY`"),
        "{provider}"
    );
    let variable =
        hover(&format!("{GOOD}inputs:\n  limit:\n    name: LI|MIT\n    datatype: number\n    default: \"2\"\n"));
    assert!(
        variable.starts_with("**LIMIT**\n\nA value that the deployer is asked for.")
            && variable.contains("- Given to: agent"),
        "{variable}"
    );
    let model = hover(&format!("{GOOD}models:\n  x:\n    provider: gateway\n    models: [claude-|haiku-4-5]\n"));
    assert!(model.contains("chat model of the AI Gateway"), "{model}");
    let code = hover(&format!("{GOOD}models: # ast: ignore[empty-|section] later\n"));
    assert!(code.starts_with("**empty-section**: "), "{code}");
}

#[test]
fn a_value_without_a_meaning_of_its_own_has_that_of_its_key() {
    let version = hover("spec: |blueprint/v1\n");
    assert!(version.starts_with("**spec** (string, required)"), "{version}");
    let port = hover(&format!("{GOOD}knowledge:\n  x:\n    container: {{image: x:1, port: 80|80}}\n"));
    assert!(port.starts_with("**port** (number, default `8080`)"), "{port}");
    // A word of the language first says what it means.
    let job = "ingestion:\n  n:\n    container: {image: x:1}\n    trigger: {type: web|hook}\n";
    let word = hover(&format!("{GOOD}{job}"));
    assert!(word.starts_with("**webhook**: on a call over HTTP\n\n---\n\n**type** ("), "{word}");
    let item = hover(&format!("{GOOD}providers:\n  p:\n    scope: [know|ledge]\n"));
    assert!(
        item.starts_with("**knowledge**: entries of `knowledge` can use it") && item.contains("**scope** (list"),
        "{item}"
    );
}

#[test]
fn a_secret_is_never_shown() {
    let text = format!(
        "{GOOD}inputs:\n  k:\n    name: API|_KEY\n    datatype: string\n    secret: true\n    default: hunter2\n"
    );
    assert!(!hover(&text).contains("hunter2"));
    assert!(!hover(&text.replace("API|_KEY", "API_KEY").replace("  k:", "  |k:")).contains("hunter2"));
}

#[test]
fn what_is_to_set_comes_first_and_the_rest_by_where_it_comes_from() {
    let agent = hover(&format!(
        "{}models:\n  own:\n    provider: openai\nknowledge:\n  db:\n    provider: redis\ninputs:\n  l:\n    name: LIMIT\n    datatype: number\n    default: \"2\"\n",
        GOOD.replace("agent:", "ag|ent:")
    ));
    let at = |text: &str| agent.find(text).unwrap_or_else(|| panic!("`{text}` is not in {agent}"));
    let order = [
        "To set:\n- `OPENAI_API_KEY` (secret), required",
        "From `inputs`:\n- `LIMIT` = `2`",
        "From knowledge.db:\n",
        "From the platform:\n",
    ];
    assert!(order.windows(2).all(|pair| at(pair[0]) < at(pair[1])), "{agent}");
}

#[test]
fn nothing_is_said_that_is_seen_or_said_already() {
    let entry = hover(&format!("{GOOD}knowledge:\n  d|b:\n    provider: postgres\n"));
    assert!(!entry.contains("A data store") && !entry.contains("(mapping)"), "{entry}");
    let input = hover(&format!("{GOOD}inputs:\n  l|im:\n    name: LIMIT\n    datatype: number\n    default: \"2\"\n"));
    assert!(input.contains("- Value: `2`, the default\n") && !input.contains("```"), "{input}");
    assert!(input.contains("- From: inputs.lim (astropods.yml:6)\n"), "{input}");
    let account = hover(&format!("{GOOD}connections:\n  - provider: git|hub\n    reason: x\n"));
    assert!(account.starts_with("**github** · an account"), "{account}");
    let cron = hover(&format!("{GOOD}dev:\n  schedules:\n    x: \"20 3| * * *\"\n"));
    assert!(cron.starts_with("`20 3 * * *`: "), "{cron}");
}
