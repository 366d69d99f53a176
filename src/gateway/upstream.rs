//! Another gateway, which a request is passed on to with the real key.
//!
//! The key may be renewed while requests run: each goes on with the one that it began with.

use std::cell::RefCell;
use std::fmt;
use std::rc::Rc;

use http_body_util::Full;
use hyper::body::{Bytes, Incoming};
use hyper::header::{ACCEPT_ENCODING, AUTHORIZATION, CONNECTION, HOST, HeaderName, HeaderValue, TRANSFER_ENCODING};
use hyper::http::request::Parts;
use hyper::{HeaderMap, Request, Response, StatusCode, Uri, Version};
use tokio::sync::Notify;

use super::client::{Client, authorization, cause};
use super::secret::Secret;

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
    shared: Rc<Shared>,
}

/// Gives another gateway a new key while it is used.
#[derive(Clone)]
pub struct Renewal {
    shared: Rc<Shared>,
}

struct Shared {
    access: RefCell<Rc<Access>>,
    refused: Notify,
}

/// Where the gateway is, and what it is reached by.
struct Access {
    origin: String,
    authorization: HeaderValue,
    client: Rc<Client>,
}

impl fmt::Debug for Upstream {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Upstream").field("origin", &self.shared.access.borrow().origin).finish_non_exhaustive()
    }
}

impl fmt::Debug for Renewal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Renewal").finish_non_exhaustive()
    }
}

impl Access {
    fn new(origin: &str, key: &Secret, before: Option<&Self>) -> Result<Self, String> {
        let origin = origin.trim_end_matches('/').to_owned();
        let authorization = authorization(key).map_err(|_| "the key of the gateway fits in no header")?;
        // Open connections serve the new key too.
        let client = match before.filter(|before| before.origin == origin) {
            Some(before) => before.client.clone(),
            None => Rc::new(Client::to(&origin)?),
        };
        Ok(Self { origin, authorization, client })
    }
}

impl Renewal {
    /// What requests are passed on with from now on. What is wrong with it is told without the key.
    pub fn renew(&self, origin: &str, key: &Secret) -> Result<(), String> {
        let before = self.shared.access.borrow().clone();
        *self.shared.access.borrow_mut() = Rc::new(Access::new(origin, key, Some(&before))?);
        Ok(())
    }

    /// Waits until the gateway refuses the key.
    pub async fn refused(&self) {
        self.shared.refused.notified().await;
    }
}

impl Upstream {
    /// The gateway at an origin, with its key. What is wrong with either is told without the key.
    pub fn new(origin: &str, key: &str) -> Result<Self, String> {
        let key = Secret::new(key).ok_or("the key of the gateway fits in no header")?;
        let access = RefCell::new(Rc::new(Access::new(origin, &key, None)?));
        Ok(Self { shared: Rc::new(Shared { access, refused: Notify::new() }) })
    }

    /// What renews its key.
    pub fn renewal(&self) -> Renewal {
        Renewal { shared: self.shared.clone() }
    }

    /// Passes a request on; what comes back is an answer, of an error too, or why there is none.
    pub(super) async fn pass(&self, parts: Parts, body: Bytes) -> Result<Response<Incoming>, String> {
        let access = self.shared.access.borrow().clone();
        let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
        let uri: Uri =
            format!("{}{path}", access.origin).parse().map_err(|_| "the path is no part of a URL".to_owned())?;
        let mut request = Request::new(Full::new(body));
        *request.method_mut() = parts.method;
        *request.uri_mut() = uri;
        *request.headers_mut() = parts.headers;
        let headers = request.headers_mut();
        strip(headers);
        headers.remove(HOST);
        headers.insert(AUTHORIZATION, access.authorization.clone());
        // What passes by is read for its cost.
        headers.insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
        let answered = access.client.request(request).await;
        let mut response = answered.map_err(|error| unreachable(&access.origin, &cause(&error)))?;
        if response.status() == StatusCode::UNAUTHORIZED {
            self.shared.refused.notify_one();
        }
        strip(response.headers_mut());
        *response.version_mut() = Version::HTTP_11;
        Ok(response)
    }
}

fn unreachable(origin: &str, cause: &str) -> String {
    format!("the gateway at {origin} {}", cause.strip_prefix("it ").unwrap_or(cause))
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
