//! The providers' own APIs, each for its models and with the user's own keys; a gateway on this machine has the rest.

use std::rc::Rc;

use serde_json::json;

use super::answer::{Answer, Refusal};
use super::request::{Request, Route};
use super::upstream::Upstream;

/// Who answers for which model.
#[derive(Debug, Default)]
pub struct Providers {
    models: Vec<Provided>,
    /// A gateway that has what no provider is asked for by itself.
    rest: Option<Rc<Upstream>>,
}

/// A model, and who answers for it.
#[derive(Debug)]
pub struct Provided {
    /// The id that clients send.
    pub id: String,
    /// Its provider, where that speaks the OpenAI form and there is a key; none where the rest has it.
    pub upstream: Option<Rc<Upstream>>,
    /// What is said where nobody answers for it.
    pub needs: String,
}

/// What becomes of a request.
#[derive(Debug)]
pub(super) enum Way {
    /// It is passed on, at a path below `/v1` if the server has no other.
    Pass { to: Rc<Upstream>, is_provider: bool },
    /// It is answered.
    Answer(Answer),
}

impl Providers {
    /// Those that answer for models, and a gateway for the rest.
    pub fn new(models: Vec<Provided>, rest: Option<Upstream>) -> Self {
        Self { models, rest: rest.map(Rc::new) }
    }

    /// Who is asked for a request that names a model.
    pub(super) fn way(&self, asked: &Request<'_>, model: Option<&str>) -> Way {
        let route = asked.route().filter(|(_, method)| *method == asked.method).map(|(route, _)| route);
        match route {
            Some(Route::Models) => return Way::Answer(self.list()),
            Some(Route::Chat | Route::Embeddings) => {}
            _ => return self.otherwise(Refusal::new(404, format!("nothing is served at {}", asked.path))),
        }
        let Some(model) = model else {
            return self.otherwise(Refusal::of("model", "`model` is missing: name one, as a text"));
        };
        match self.models.iter().find(|found| found.id == model) {
            Some(Provided { upstream: Some(upstream), .. }) => Way::Pass { to: upstream.clone(), is_provider: true },
            Some(Provided { needs, .. }) => self.otherwise(Refusal::new(401, format!("`{model}` needs {needs}"))),
            None => {
                let message = format!("there is no model `{model}`");
                let refusal = Refusal { status: 404, ..Refusal::of("model", message).code("model_not_found") };
                self.otherwise(refusal)
            }
        }
    }

    /// What nobody is asked for by itself.
    fn otherwise(&self, refusal: Refusal) -> Way {
        match &self.rest {
            Some(rest) => Way::Pass { to: rest.clone(), is_provider: false },
            None => Way::Answer(refusal.into()),
        }
    }

    /// The models that somebody answers for.
    fn list(&self) -> Answer {
        let is_there = |model: &&Provided| model.upstream.is_some() || self.rest.is_some();
        let described =
            |model: &Provided| json!({"id": model.id, "object": "model", "created": 0, "owned_by": "local"});
        let data: Vec<_> = self.models.iter().filter(is_there).map(described).collect();
        Answer::whole(200, &json!({"object": "list", "data": data}))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn upstream() -> Upstream {
        Upstream::new("http://127.0.0.1:9", "sk-1").unwrap()
    }

    fn providers(rest: bool) -> Providers {
        let model = |id: &str, upstream: Option<Upstream>| Provided {
            id: id.into(),
            upstream: upstream.map(Rc::new),
            needs: "A_KEY in `.env`".into(),
        };
        Providers::new(vec![model("mine", Some(upstream())), model("theirs", None)], rest.then(upstream))
    }

    fn way(providers: &Providers, method: &str, path: &str, model: Option<&str>) -> (Option<bool>, u16) {
        match providers.way(&Request { method, path, authorization: None, body: b"" }, model) {
            Way::Pass { is_provider, .. } => (Some(is_provider), 0),
            Way::Answer(answer) => (None, answer.status),
        }
    }

    #[test]
    fn a_model_leads_to_its_provider_and_the_rest_to_the_gateway_where_there_is_one() {
        let (alone, both) = (providers(false), providers(true));
        for path in ["/v1/chat/completions", "/chat/completions", "/embeddings"] {
            assert_eq!(way(&alone, "POST", path, Some("mine")), (Some(true), 0), "{path}");
            assert_eq!(way(&both, "POST", path, Some("theirs")), (Some(false), 0), "{path}");
        }
        for (path, model, status) in [
            ("/v1/chat/completions", Some("theirs"), 401),
            ("/v1/chat/completions", Some("nobody's"), 404),
            ("/v1/chat/completions", None, 400),
            ("/v1/responses", Some("mine"), 404),
        ] {
            assert_eq!(way(&alone, "POST", path, model), (None, status), "{path} {model:?}");
            assert_eq!(way(&both, "POST", path, model), (Some(false), 0), "{path} {model:?}");
        }
        assert_eq!(way(&both, "GET", "/v1/models", None), (None, 200));
    }

    #[test]
    fn the_models_are_those_that_somebody_answers_for() {
        let count = |providers: Providers| match providers.list().body {
            super::super::answer::Body::Whole(text) => text.matches("\"id\"").count(),
            super::super::answer::Body::Pieces(_) => 0,
        };
        assert_eq!((count(providers(false)), count(providers(true))), (1, 2));
    }
}
