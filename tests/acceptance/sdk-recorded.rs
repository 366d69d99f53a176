//! What clients of the generated crates send, copies too: FOLDER URL LOG.
//!
//! A server at URL, and under a provider's name, notes in LOG what it is asked and refuses it. Whatever names an account, a
//! key, a header or an address to clients is marked as `stray` in the environment: no mark arrives, and none is in what an
//! error says.
use std::error::Error;

use choices_ast::async_openai::Client;
use choices_ast::async_openai::config::OpenAIConfig;
use choices_ast::async_openai::error::OpenAIError;
use choices_ast::async_openai::types::chat::{ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs};
use choices_ast::async_openai::types::embeddings::CreateEmbeddingRequestArgs;
use futures::StreamExt;

const KEY: &str = "sk-declared";
const MARK: &str = "stray";

#[derive(Clone, Copy, Debug)]
enum Call {
    Chat,
    Streamed,
    Embed,
}

async fn refusal(client: &Client<OpenAIConfig>, call: Call) -> Result<OpenAIError, Box<dyn Error>> {
    let question = ChatCompletionRequestUserMessage::from("hello");
    let mut request = CreateChatCompletionRequestArgs::default();
    let request = request.model("a-model").messages([question.into()]).build()?;
    let error = match call {
        Call::Chat => client.chat().create(request).await.err(),
        Call::Streamed => match client.chat().create_stream(request).await {
            Ok(mut stream) => stream.next().await.and_then(Result::err),
            Err(error) => Some(error),
        },
        Call::Embed => {
            let request = CreateEmbeddingRequestArgs::default().model("a-model").input("hello").build()?;
            client.embeddings().create(request).await.err()
        }
    };
    error.ok_or_else(|| "the recorder answered".into())
}

/// Everything that an error and its causes say.
fn told(error: &dyn Error) -> String {
    let mut said = format!("{error} {error:?}");
    let mut cause = error.source();
    while let Some(error) = cause {
        said += &format!(" {error} {error:?}");
        cause = error.source();
    }
    said
}

/// Every client that the crates make.
fn clients(url: &str) -> Result<Vec<Client<OpenAIConfig>>, Box<dyn Error>> {
    let access = [("ASTRO_GATEWAY_URL", url), ("ASTRO_GATEWAY_API_KEY", KEY), ("OPENAI_API_KEY", KEY)];
    let given = choices_ast::Settings::example(access)?;
    let everything = all_in_one_ast::Settings::example(access)?;
    Ok(vec![
        choices_ast::gateway(&given)?,
        choices_ast::gateway(&given.gateway)?,
        choices_ast::models::chat(&given)?.client,
        choices_ast::models::embed(&given)?.client,
        choices_ast::models::free(&given, "a-model")?.client,
        choices_ast::models::draft(&given, "a-model")?.client,
        all_in_one_ast::gateway(&everything)?,
        all_in_one_ast::models::own_gpt(&everything)?.client,
    ])
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let [_, url, log] = &std::env::args().skip(1).collect::<Vec<_>>()[..] else {
        return Err("expected FOLDER URL LOG".into());
    };
    let mut asked = 0;
    for client in clients(url)? {
        let copy = client.clone().with_http_client(reqwest::Client::builder().build()?);
        let calls = [Call::Chat, Call::Streamed, Call::Embed];
        for (client, call) in calls.map(|call| [(&client, call), (&copy, call)]).into_iter().flatten() {
            let before = std::fs::read_to_string(log)?.len();
            let said = told(&refusal(client, call).await?);
            let sent = std::fs::read_to_string(log)?.split_off(before);
            assert!(sent.contains(KEY), "{call:?} did not arrive: {said}");
            assert!(!sent.contains(MARK) && !said.contains(MARK), "{call:?}: {sent} {said}");
            asked += 1;
        }
    }
    println!("sdk-recorded: {asked} requests of Rust bear no mark of the environment, and no error does");
    Ok(())
}
