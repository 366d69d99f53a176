//! `rig`, which takes an address alone, with the settings of a generated crate: FOLDER URL KEY.
//!
//! A gateway with made-up answers listens at URL, and refuses whatever comes from the environment of somebody else.
use std::error::Error;

use choices_ast::Settings;
use futures::StreamExt;
use rig_core::completion::CompletionRequest;
use rig_core::providers::openai::OpenAIConfig;
use rig_core::streaming::{Item, StreamEvent};

const MODEL: &str = choices_ast::gateway::chat::CLAUDE_HAIKU_4_5;
const ANSWER: &str = "mock answer of claude-haiku-4-5";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let [_, url, key] = &std::env::args().skip(1).collect::<Vec<_>>()[..] else {
        return Err("expected FOLDER URL KEY".into());
    };
    let settings = Settings::example([("ASTRO_GATEWAY_URL", url.as_str()), ("ASTRO_GATEWAY_API_KEY", key)])?;
    let gateway = &settings.gateway;
    let client = OpenAIConfig::new(gateway.api_key.reveal().as_str()).with_base_url(gateway.base_url()).client();
    // The gateway has no API of responses, which is rig's first choice.
    let model = client.chat(MODEL);
    let answer = model.call(CompletionRequest::new("hello")).await?;
    assert!(answer.text().contains(ANSWER), "{answer:?}");
    let mut stream = model.stream(CompletionRequest::new("hello"))?;
    let mut streamed = String::new();
    while let Some(item) = stream.next().await {
        if let Item::Event(StreamEvent::Text { text, .. }) = item? {
            streamed.push_str(&text);
        }
    }
    assert!(streamed.contains(ANSWER), "{streamed}");
    println!("sdk-rig: a chat and a streamed chat ok");
    Ok(())
}
