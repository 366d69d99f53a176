//! Questions to a server that is asked more than once: its connections are used again, and its headers are read.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http_body_util::Full;
use hyper::body::Bytes;
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, USER_AGENT};
use hyper::{HeaderMap, Request};

use super::client::{AGENT, Client, WRONG_URL, answer, retry_after};
use super::secret::Secret;

/// Connections to one server.
pub struct Connection(Client);

/// What is proved with a request.
#[derive(Debug, Clone)]
pub enum Proof {
    /// A token.
    Bearer(Secret),
    /// A user and a password, as a header has them.
    Basic(Secret),
}

/// A question. It can't be printed, as it may hold a token.
pub struct Call<'a> {
    /// The method, in capitals.
    pub method: &'static str,
    /// The whole URL.
    pub url: &'a str,
    /// The forms that an answer may have.
    pub accept: &'static str,
    /// What is proved.
    pub proof: Option<&'a Proof>,
    /// A body, in the form of a form.
    pub form: Option<String>,
}

/// What a server answered. It can't be printed, as it may hold a token.
pub struct Heard {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// The seconds that the server asks to wait.
    pub retry_after: Option<u64>,
    headers: HeaderMap,
}

impl Proof {
    /// A user and a password; none where they fit in no header.
    pub fn of_user(user: &str, password: &str) -> Option<Self> {
        let fits = !user.contains(':') && !user.chars().chain(password.chars()).any(char::is_control);
        Secret::new(&STANDARD.encode(format!("{user}:{password}"))).filter(|_| fits).map(Self::Basic)
    }

    fn header(&self) -> Option<HeaderValue> {
        let text = match self {
            Self::Bearer(token) => format!("Bearer {}", token.expose()),
            Self::Basic(both) => format!("Basic {}", both.expose()),
        };
        let mut value = HeaderValue::from_str(&text).ok()?;
        value.set_sensitive(true);
        Some(value)
    }
}

impl Heard {
    /// What a header says; each of several that have the name.
    pub fn header(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok())
    }
}

impl Connection {
    /// To the server of a URL, which is reached when it is asked.
    ///
    /// # Errors
    /// Why nothing can be asked, such as a proxy that can't be used.
    pub fn to(url: &str) -> Result<Self, String> {
        Client::to(url).map(Self)
    }

    /// Asks; gives why there is no answer, in words that hold nothing of what was sent. Nothing that is sent elsewhere is
    /// followed.
    ///
    /// # Errors
    /// Why there is no answer.
    pub async fn call(&self, call: Call<'_>) -> Result<Heard, String> {
        let form = call.form.is_some();
        let body = Full::new(Bytes::from(call.form.unwrap_or_default()));
        let request = Request::builder().method(call.method).uri(call.url).body(body);
        let mut request = request.map_err(|_| WRONG_URL.to_owned())?;
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static(call.accept));
        headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
        if form {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
        }
        if let Some(proof) = call.proof {
            headers.insert(AUTHORIZATION, proof.header().ok_or("what is to be proved fits in no header")?);
        }
        let (head, body) = answer(&self.0, request).await?;
        let retry_after = retry_after(&head.headers);
        Ok(Heard { status: head.status.as_u16(), body, retry_after, headers: head.headers })
    }
}
