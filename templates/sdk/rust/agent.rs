// {{ header }}
//! An agent to begin with. Copy it: what you write belongs beside this crate, not into it.

use std::error::Error;

use futures::StreamExt;

use {{ module }}::async_openai::types::chat::{
    ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs,
};
use {{ module }}::{Settings, gateway};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let settings = Settings::load()?;
    let client = gateway(&settings)?;
    let question = ChatCompletionRequestUserMessage::from("What can you do?");
    let request = CreateChatCompletionRequestArgs::default()
        .model({{ gateway.first | rust }})
        .messages([question.into()])
        .build()?;
    let mut stream = client.chat().create_stream(request).await?;
    while let Some(chunk) = stream.next().await {
        for choice in chunk?.choices {
            print!("{}", choice.delta.content.unwrap_or_default());
        }
    }
    println!();
    Ok(())
}
