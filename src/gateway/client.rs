//! HTTP to other servers: requests that are passed on, and small questions whose answers are bounded.

use std::error::Error;
use std::time::Duration;

use http_body_util::{BodyExt as _, Full, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE, HeaderValue, LOCATION, RETRY_AFTER, USER_AGENT};
use hyper::http::response::Parts;
use hyper::{HeaderMap, Request, Response, Uri};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::Tunnel;
use hyper_util::client::legacy::{Client as Connections, Error as ClientError};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};
use hyper_util::rt::TokioExecutor;

use super::secret::Secret;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);
/// How long a question may take, with its answer.
const PATIENCE: Duration = Duration::from_secs(30);
/// The longest answer to a question.
const LONGEST: usize = 1 << 20;
/// How this program calls itself.
pub(super) const AGENT: &str = concat!("ast/", env!("CARGO_PKG_VERSION"));
/// What is said of a request that can't be made.
pub(super) const WRONG_URL: &str = "the request can't be sent: its URL is wrong";

/// Connections to one server, which are used again.
///
/// With or without TLS: the certificates of this machine are read only where they are needed.
pub(super) enum Client {
    Plain(Connections<HttpConnector, Full<Bytes>>),
    Secure(Connections<HttpsConnector<HttpConnector>, Full<Bytes>>),
    /// By way of a proxy, which sees where and not what.
    Tunnelled(Connections<HttpsConnector<Tunnel<HttpConnector>>, Full<Bytes>>),
}

impl Client {
    /// For the server at an origin.
    pub(super) fn to(origin: &str) -> Result<Self, String> {
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT));
        let builder = Connections::builder(TokioExecutor::new());
        if !origin.starts_with("https://") {
            return Ok(Self::Plain(builder.build(connector)));
        }
        let secure = HttpsConnectorBuilder::new()
            .with_native_roots()
            .map_err(|error| format!("the certificates of this machine can't be read: {error}"))?;
        let secure = secure.https_only().enable_http1();
        match proxy(origin)? {
            Some(proxy) => {
                let tunnel = Tunnel::new(proxy.uri().clone(), connector);
                let tunnel = match proxy.basic_auth() {
                    Some(basic) => tunnel.with_auth(basic.clone()),
                    None => tunnel,
                };
                Ok(Self::Tunnelled(builder.build(secure.wrap_connector(tunnel))))
            }
            None => {
                connector.enforce_http(false);
                Ok(Self::Secure(builder.build(secure.wrap_connector(connector))))
            }
        }
    }

    pub(super) async fn request(&self, request: Request<Full<Bytes>>) -> Result<Response<Incoming>, ClientError> {
        match self {
            Self::Plain(client) => client.request(request).await,
            Self::Secure(client) => client.request(request).await,
            Self::Tunnelled(client) => client.request(request).await,
        }
    }
}

/// The proxy that the environment names for a server with TLS: `HTTPS_PROXY` or `ALL_PROXY`, unless `NO_PROXY` says
/// otherwise.
fn proxy(origin: &str) -> Result<Option<Intercept>, String> {
    let Ok(uri) = origin.parse::<Uri>() else { return Ok(None) };
    let proxy = Matcher::from_env().intercept(&uri);
    match proxy.as_ref().and_then(|proxy| proxy.uri().scheme_str()) {
        None | Some("http") => Ok(proxy),
        Some(_) => Err("the proxy of `HTTPS_PROXY` is not an `http` one, which alone can be used".to_owned()),
    }
}

/// A small question to a server. Neither it nor the answer can be printed: both may be full of tokens.
pub struct Ask<'a> {
    /// The method, in capitals.
    pub method: &'static str,
    /// The whole URL.
    pub url: String,
    /// What is proved with it.
    pub bearer: Option<&'a Secret>,
    /// A body, in the form of a form.
    pub form: Option<String>,
}

/// What a server answered.
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The body.
    pub body: Vec<u8>,
    /// The seconds that the server asks to wait.
    pub retry_after: Option<u64>,
    /// Whether it sends elsewhere, which nothing here follows: a key is for the server that it was made for.
    pub leads_elsewhere: bool,
}

/// Asks a server; gives why there is no answer, in words that hold nothing of what was sent.
pub async fn ask(ask: Ask<'_>) -> Result<Reply, String> {
    let client = Client::to(&ask.url)?;
    let request = request(&ask).map_err(|_| WRONG_URL.to_owned())?;
    let (head, body) = answer(&client, request).await?;
    Ok(Reply {
        status: head.status.as_u16(),
        body,
        retry_after: retry_after(&head.headers),
        leads_elsewhere: head.status.is_redirection() && head.headers.contains_key(LOCATION),
    })
}

/// The answer to a request, in bounded time and length; or why there is none.
pub(super) async fn answer(client: &Client, request: Request<Full<Bytes>>) -> Result<(Parts, Vec<u8>), String> {
    let asking = async {
        let response = client.request(request).await.map_err(|error| cause(&error))?;
        let (head, body) = response.into_parts();
        let body = Limited::new(body, LONGEST).collect().await.map_err(|error| {
            let is_long = error.is::<http_body_util::LengthLimitError>();
            if is_long { "its answer is longer than 1 MiB".to_owned() } else { "its answer broke off".to_owned() }
        })?;
        Ok((head, body.to_bytes().to_vec()))
    };
    match tokio::time::timeout(PATIENCE, asking).await {
        Ok(answered) => answered,
        Err(_) => Err(format!("it gave no answer in {} s", PATIENCE.as_secs())),
    }
}

fn request(ask: &Ask<'_>) -> Result<Request<Full<Bytes>>, Box<dyn Error>> {
    let body = ask.form.clone().unwrap_or_default();
    let mut request = Request::builder().method(ask.method).uri(&ask.url).body(Full::new(Bytes::from(body)))?;
    let headers = request.headers_mut();
    headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
    headers.insert(USER_AGENT, HeaderValue::from_static(AGENT));
    if ask.form.is_some() {
        headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/x-www-form-urlencoded"));
    }
    if let Some(bearer) = ask.bearer {
        headers.insert(AUTHORIZATION, authorization(bearer)?);
    }
    Ok(request)
}

/// What proves a key or a token.
pub(super) fn authorization(bearer: &Secret) -> Result<HeaderValue, Box<dyn Error>> {
    let mut value = HeaderValue::from_str(&format!("Bearer {}", bearer.expose()))?;
    value.set_sensitive(true);
    Ok(value)
}

/// The seconds that a server asks to wait; a date is not looked at.
pub(super) fn retry_after(headers: &HeaderMap) -> Option<u64> {
    headers.get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()
}

/// Why no answer came.
pub(super) fn cause(error: &ClientError) -> String {
    let mut cause: &dyn Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    let what = if error.is_connect() { "can't be reached" } else { "gave no answer" };
    // The number of an error means nothing to most readers.
    let cause = cause.to_string();
    format!("it {what}: {}", cause.split(" (os error").next().unwrap_or_default())
}
