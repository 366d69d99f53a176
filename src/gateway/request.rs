//! What a client asks of the gateway: the route, the key, and the body as JSON.

use serde_json::Value;

use super::answer::Refusal;

/// A request, as far as answers depend on it.
#[derive(Debug, Clone, Copy)]
pub struct Request<'a> {
    /// The method, in capitals.
    pub method: &'a str,
    /// The path, without what follows a `?`.
    pub path: &'a str,
    /// What `Authorization` says.
    pub authorization: Option<&'a str>,
    /// The body.
    pub body: &'a [u8],
}

/// What is served, with and without `/v1` before it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Route {
    /// Answers in a conversation.
    Chat,
    /// Vectors of texts.
    Embeddings,
    /// The models.
    Models,
    /// One of them.
    Model(String),
    /// Whether the server is there, which needs no key.
    Health,
}

impl Request<'_> {
    /// What the path leads to, and the method that it takes.
    pub fn route(&self) -> Option<(Route, &'static str)> {
        if self.path == "/health/liveness" {
            return Some((Route::Health, "GET"));
        }
        match self.path.strip_prefix("/v1").unwrap_or(self.path) {
            "/chat/completions" => Some((Route::Chat, "POST")),
            "/embeddings" => Some((Route::Embeddings, "POST")),
            "/models" => Some((Route::Models, "GET")),
            path => {
                let id = path.strip_prefix("/models/").filter(|id| !id.is_empty())?;
                Some((Route::Model(id.to_owned()), "GET"))
            }
        }
    }

    /// Whether it brings the key; how long that takes says nothing of the key.
    pub fn has_key(&self, key: &str) -> bool {
        let given = self.authorization.and_then(|text| text.split_once(' '));
        let given = given.filter(|(scheme, _)| scheme.eq_ignore_ascii_case("bearer"));
        let given = given.map(|(_, given)| given.trim()).unwrap_or_default();
        let differ = given.bytes().zip(key.bytes()).fold(0, |differ, (a, b)| differ | (a ^ b));
        given.len() == key.len() && differ == 0
    }

    /// The body as a mapping.
    pub fn json(&self) -> Result<serde_json::Map<String, Value>, Refusal> {
        match serde_json::from_slice(self.body) {
            Ok(Value::Object(body)) => Ok(body),
            Ok(_) => Err(Refusal::new(400, "the body is not a JSON object")),
            // What stands there may be part of a prompt: the place alone is told.
            Err(error) => {
                let (line, column) = (error.line(), error.column());
                let message = format!("the body is not JSON: line {line}, column {column}");
                Err(Refusal::new(400, message))
            }
        }
    }
}

/// The model that a body names, for whoever wants to know it of any body.
pub(super) fn model_of(body: &[u8]) -> Option<String> {
    #[derive(serde::Deserialize)]
    struct Named {
        model: String,
    }
    serde_json::from_slice::<Named>(body).ok().map(|named| named.model)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn request<'a>(path: &'a str, authorization: Option<&'a str>) -> Request<'a> {
        Request { method: "GET", path, authorization, body: b"" }
    }

    #[test]
    fn a_path_is_the_same_with_and_without_v1() {
        for path in ["/models", "/v1/models"] {
            assert_eq!(request(path, None).route(), Some((Route::Models, "GET")));
        }
        assert_eq!(request("/v1/models/a/b", None).route(), Some((Route::Model("a/b".into()), "GET")));
        for path in ["/v1/v1/models", "/v1/models/", "/v1/responses", "/", "/v1", "/health", "//models", "/V1/models"] {
            assert_eq!(request(path, None).route(), None, "{path}");
        }
    }

    #[test]
    fn only_the_whole_key_opens() {
        for given in ["Bearer sk-1", "bearer sk-1", "BEARER  sk-1 "] {
            assert!(request("/", Some(given)).has_key("sk-1"), "{given}");
        }
        for given in ["Bearer sk-", "Bearer sk-12", "Bearer sk-2", "Basic sk-1", "sk-1", "Bearer", "Bearer ", ""] {
            assert!(!request("/", Some(given)).has_key("sk-1"), "{given}");
        }
        assert!(!request("/", None).has_key("sk-1"));
    }
}
