//! Another gateway, which a request is passed on to with the real key.

use std::error::Error;
use std::fmt;
use std::time::Duration;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Request, Response, Uri, Version};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::{Client, Error as ClientError};
use hyper_util::rt::TokioExecutor;

/// How long a connection may take.
const CONNECT: Duration = Duration::from_secs(10);

/// What holds between two neighbours alone, or carries the key of this gateway.
const OWN: [&str; 9] = [
    "api-key",
    "connection",
    "keep-alive",
    "proxy-authorization",
    "proxy-connection",
    "te",
    "trailer",
    "upgrade",
    "x-api-key",
];

/// Another gateway.
pub struct Upstream {
    origin: String,
    authorization: HeaderValue,
    client: Speaker,
}

/// With or without TLS: the certificates of this machine are read only where they are needed.
enum Speaker {
    Plain(Client<HttpConnector, Full<Bytes>>),
    Secure(Client<HttpsConnector<HttpConnector>, Full<Bytes>>),
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").field("origin", &self.origin).finish_non_exhaustive()
    }
}

impl Upstream {
    /// The gateway at an origin, with its key. What is wrong with either is told without the key.
    pub fn new(origin: &str, key: &str) -> Result<Self, String> {
        let origin = origin.trim_end_matches('/').to_owned();
        let mut authorization =
            HeaderValue::from_str(&format!("Bearer {key}")).map_err(|_| "the key of the gateway fits in no header")?;
        authorization.set_sensitive(true);
        let mut connector = HttpConnector::new();
        connector.set_nodelay(true);
        connector.set_connect_timeout(Some(CONNECT));
        let builder = Client::builder(TokioExecutor::new());
        let client = if origin.starts_with("https://") {
            connector.enforce_http(false);
            let secure = HttpsConnectorBuilder::new()
                .with_native_roots()
                .map_err(|error| format!("the certificates of this machine can't be read: {error}"))?;
            Speaker::Secure(builder.build(secure.https_only().enable_http1().wrap_connector(connector)))
        } else {
            Speaker::Plain(builder.build(connector))
        };
        Ok(Self { origin, authorization, client })
    }

    /// Passes a request on; what comes back is an answer, of an error too, or why there is none.
    pub(super) async fn pass(&self, parts: Parts, body: Bytes) -> Result<Response<Incoming>, String> {
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let uri: Uri =
            format!("{}{path}", self.origin).parse().map_err(|_| "the path is no part of a URL".to_owned())?;
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = parts.method;
        *request.uri_mut() = uri;
        *request.headers_mut() = parts.headers;
        let headers = request.headers_mut();
        strip(headers);
        headers.remove(HOST);
        headers.insert(AUTHORIZATION, self.authorization.clone());
        // What passes by is read for its cost.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let answered = match &self.client {
            Speaker::Plain(client) => client.request(request).await,
            Speaker::Secure(client) => client.request(request).await,
        };
        let mut response = answered.map_err(|error| self.unreachable(&error))?;
        strip(response.headers_mut());
        *response.version_mut() = Version::HTTP_11;
        Ok(response)
    }

    fn unreachable(&self, error: &ClientError) -> String {
        let mut cause: &dyn Error = error;
        while let Some(inner) = cause.source() {
            cause = inner;
        }
        let what = if error.is_connect() { "can't be reached" } else { "gave no answer" };
        format!("the gateway at {} {what}: {cause}", self.origin)
    }
}

/// Takes away what holds between two neighbours alone.
fn strip(headers: &mut HeaderMap) {
    let named = headers.get(CONNECTION).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    for name in named.split(',').map(str::trim).filter(|name| !name.is_empty()) {
        if let Ok(name) = name.parse::<HeaderName>() {
            headers.remove(name);
        }
    }
    for name in OWN {
        headers.remove(name);
    }
    headers.remove(TRANSFER_ENCODING);
}
