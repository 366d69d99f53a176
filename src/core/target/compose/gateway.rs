//! What a gateway on this machine reads: LiteLLM's configuration, and who is let in.

use serde::Serialize;
use serde_json::json;

use super::with_header;
use crate::plan::{BoundGateway, ServedModel};
use crate::provider::ModelKind;
use crate::template::render;
use crate::tree::{HEADER, to_yaml};

/// The folder of both files: the server looks for the module beside its configuration.
const FOLDER: &str = "/etc/ast";

/// LiteLLM's configuration.
#[derive(Serialize)]
struct Config<'a> {
    model_list: Vec<Model<'a>>,
    litellm_settings: Behaviour,
    general_settings: General,
}

#[derive(Serialize)]
struct Model<'a> {
    model_name: &'a str,
    litellm_params: Parameters<'a>,
}

#[derive(Serialize)]
struct Parameters<'a> {
    model: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    mock_response: Option<Mock<'a>>,
}

/// An answer that is made up.
#[derive(Serialize)]
#[serde(untagged)]
enum Mock<'a> {
    Text(String),
    Vector(&'a [f32]),
}

#[derive(Serialize)]
struct Behaviour {
    /// What a provider doesn't take is left out, as the hosted gateway does.
    drop_params: bool,
    /// Clients retry; a second layer would multiply that.
    num_retries: u32,
}

#[derive(Serialize)]
struct General {
    master_key: &'static str,
    custom_auth: &'static str,
}

/// A made-up vector: short, and of length one.
const VECTOR: [f32; 8] = [0.5, 0.5, 0.5, 0.5, 0.0, 0.0, 0.0, 0.0];

/// The files, by where the container finds them.
pub(super) fn files(gateway: &BoundGateway) -> Result<[(String, String); 2], String> {
    let config = Config {
        model_list: gateway.routes.iter().map(model).collect(),
        litellm_settings: Behaviour { drop_params: true, num_retries: 0 },
        general_settings: General { master_key: "os.environ/LITELLM_MASTER_KEY", custom_auth: "auth.check" },
    };
    let config = with_header(&to_yaml(&config)?, &[]);
    let auth = render("compose/auth.py", json!({ "header": HEADER }))?;
    Ok([(format!("{FOLDER}/config.yaml"), config), (format!("{FOLDER}/auth.py"), auth)])
}

fn model(route: &ServedModel) -> Model<'_> {
    let mock = match route.kind {
        ModelKind::Chat => Mock::Text(format!("This is a mock answer of {}.", route.id)),
        ModelKind::Embedding => Mock::Vector(&VECTOR),
    };
    let parameters = match &route.upstream {
        Some(upstream) => Parameters { model: upstream.clone(), mock_response: None },
        // The prefix only tells the server how to shape the answer.
        None => Parameters { model: format!("openai/{}", route.id), mock_response: Some(mock) },
    };
    Model { model_name: &route.id, litellm_params: parameters }
}
