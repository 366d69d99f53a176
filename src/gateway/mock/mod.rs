//! A gateway that makes its answers up: the same request has the same answer, without a key, a network or a model.

mod chat;
mod conversation;
mod embed;
mod fit;
mod reply;
mod token;
mod tool;

use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};

use super::answer::{Answer, Refusal};
use super::request::{Request, Route};
use super::script::{Asked, Says, Script};
use crate::diagnostic::nearest::nearest;
use crate::plan::ServedModel;
use crate::provider::{ModelKind, models};

/// When everything was made, in seconds since 1970: always then, so that answers are the same.
const CREATED: u64 = 1_735_689_600;

/// A gateway that makes its answers up.
#[derive(Debug)]
pub struct Mock {
    key: String,
    models: Vec<Served>,
    script: Script,
}

/// A model that it answers for.
#[derive(Debug)]
struct Served {
    id: String,
    kind: ModelKind,
    /// The widths of its vectors, the usual one first.
    widths: Vec<usize>,
}

impl Mock {
    /// One that serves the models of a plan to who has the key.
    pub fn new(routes: &[ServedModel], key: impl Into<String>) -> Self {
        let widths = |id: &str| models().iter().find(|model| model.id == id).map(|model| model.widths.clone());
        let served = |route: &ServedModel| Served {
            id: route.id.clone(),
            kind: route.kind,
            widths: widths(&route.id).unwrap_or_default(),
        };
        Self { key: key.into(), models: routes.iter().map(served).collect(), script: Script::default() }
    }

    /// The same with answers that somebody wrote down.
    #[must_use]
    pub fn with_script(self, script: Script) -> Self {
        Self { script, ..self }
    }

    /// The answer to a request.
    pub fn answer(&mut self, request: &Request<'_>) -> Answer {
        self.answered(request).unwrap_or_else(Answer::from)
    }

    fn answered(&mut self, request: &Request<'_>) -> Result<Answer, Refusal> {
        let route = request.route();
        if route == Some((Route::Health, "GET")) && request.method == "GET" {
            return Ok(Answer::alive());
        }
        if !request.has_key(&self.key) {
            return Err(Refusal::unauthorized());
        }
        let (method, path) = (request.method, request.path);
        let Some((route, served_method)) = route else {
            let message = format!(
                "nothing is served at {path}: the gateway has /v1/chat/completions, /v1/embeddings and /v1/models"
            );
            return Err(Refusal::new(404, message));
        };
        if method != served_method {
            return Err(Refusal::new(405, format!("{path} takes {served_method}, not {method}")));
        }
        match route {
            Route::Health | Route::Models => Ok(self.list()),
            Route::Model(id) => Ok(Answer::whole(200, &described(self.model(&id)?))),
            Route::Chat => self.made(request, ModelKind::Chat),
            Route::Embeddings => self.made(request, ModelKind::Embedding),
        }
    }

    /// An answer that a model gives, by the script where that has one.
    fn made(&mut self, request: &Request<'_>, kind: ModelKind) -> Result<Answer, Refusal> {
        let body = request.json()?;
        let (model, widths) = {
            let Served { id, widths, .. } = self.of(&body, kind)?;
            (id.clone(), widths.clone())
        };
        let question = match kind {
            ModelKind::Chat => conversation::read(&body).map(Question::Chat),
            ModelKind::Embedding => embed::texts(body.get("input")).map(Question::Embed),
        }?;
        let text = match &question {
            Question::Chat(conversation) => conversation.asked.clone(),
            Question::Embed(texts) => texts.join("\n"),
        };
        let (is_chat, takes_call) = match &question {
            Question::Chat(conversation) => (true, conversation.given.is_none()),
            Question::Embed(_) => (false, false),
        };
        let asked = Asked { model: &model, text: &text, takes_call, is_chat };
        let entry = self.script.take(asked).unwrap_or_default();
        let answer = match (entry.says, &question) {
            (Some(Says::Failure { status, message, retry_after }), _) => {
                Ok(Answer { retry_after, ..Refusal::new(status, message).code("scripted").into() })
            }
            (says, Question::Chat(conversation)) => {
                chat::answer(&body, conversation, says, &model, &id("chatcmpl-", request.body))
            }
            (_, Question::Embed(texts)) => embed::answer(&body, texts, &model, &widths),
        };
        answer.map(|answer| entry.manner.of(answer))
    }

    fn list(&self) -> Answer {
        let data: Vec<_> = self.models.iter().map(described).collect();
        Answer::whole(200, &json!({"object": "list", "data": data}))
    }

    fn model(&self, id: &str) -> Result<&Served, Refusal> {
        self.models.iter().find(|model| model.id == id).ok_or_else(|| {
            let near = nearest(id, self.models.iter().map(|model| model.id.as_str()));
            let near = near.map_or("; `ast models` lists those of the gateway".to_owned(), |near| {
                format!("; did you mean `{near}`?")
            });
            let message = format!("there is no model `{id}`{near}");
            Refusal { status: 404, ..Refusal::of("model", message).code("model_not_found") }
        })
    }

    /// The model that a body asks for, if it makes what it is asked for.
    fn of(&self, body: &serde_json::Map<String, Value>, kind: ModelKind) -> Result<&Served, Refusal> {
        let Some(id) = body.get("model").and_then(Value::as_str) else {
            return Err(Refusal::of("model", "`model` is missing: name one, as a text"));
        };
        let model = self.model(id)?;
        if model.kind == kind {
            return Ok(model);
        }
        let message = match kind {
            ModelKind::Chat => format!("`{id}` makes vectors and can't chat: send this to /v1/embeddings"),
            ModelKind::Embedding => format!("`{id}` chats and makes no vectors: send this to /v1/chat/completions"),
        };
        Err(Refusal::of("model", message))
    }
}

/// What is asked of a model.
enum Question {
    Chat(conversation::Conversation),
    Embed(Vec<String>),
}

fn described(model: &Served) -> Value {
    json!({"id": model.id, "object": "model", "created": CREATED, "owned_by": "ast"})
}

/// An id that is made of what was asked.
fn id(prefix: &str, of: &[u8]) -> String {
    let digest = Sha256::digest(of);
    let hex = digest.iter().take(12).map(|byte| format!("{byte:02x}")).collect::<String>();
    format!("{prefix}{hex}")
}
