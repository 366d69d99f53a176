//! The server: HTTP on the loopback, an answer or another gateway behind it, and a record of each request.

use std::cell::RefCell;
use std::convert::Infallible;
use std::io;
use std::net::{Ipv4Addr, TcpListener};
use std::rc::Rc;
use std::time::{Duration, Instant};

use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::header::{AUTHORIZATION, CONTENT_TYPE, RETRY_AFTER};
use hyper::http::request::Parts;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{HeaderMap, Method, Response, StatusCode};
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::task::spawn_local;

use super::answer::{Answer, Body, Refusal};
use super::mock::Mock;
use super::providers::{Providers, Way};
use super::record::Record;
use super::request::{Request, Route, model_of};
use super::sent::{Sent, Telling};
use super::upstream::Upstream;

/// The largest request, which is held at once.
const LARGEST: usize = 32 << 20;
/// How long nothing is taken in where the system has no room for a connection.
const PAUSE: Duration = Duration::from_millis(50);

/// A place on the loopback that clients can connect to already.
#[derive(Debug)]
pub struct Gateway {
    listener: TcpListener,
    url: String,
    port: u16,
}

/// Where answers come from.
#[derive(Debug)]
pub enum Source {
    /// They are made up.
    Mock(Box<RefCell<Mock>>),
    /// From another gateway, for who has this gateway's key.
    Upstream(Box<Upstream>, String),
    /// From the providers themselves, for who has this gateway's key.
    Providers(Box<Providers>, String),
}

/// What every request is answered with.
struct Server {
    source: Source,
    tell: Rc<dyn Fn(Record)>,
}

impl Gateway {
    /// Takes a free port.
    pub fn bind() -> io::Result<Self> {
        Self::bind_at(Ipv4Addr::LOCALHOST, 0)
    }

    /// Takes a port of an address of this machine, where 0 is any.
    pub fn bind_at(address: Ipv4Addr, port: u16) -> io::Result<Self> {
        let listener = TcpListener::bind((address, port))?;
        listener.set_nonblocking(true)?;
        let at = listener.local_addr()?;
        Ok(Self { listener, url: format!("http://{at}"), port: at.port() })
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Its origin.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Serves as long as the tasks of this thread run. `tell` is told of every request.
    pub fn serve(self, source: Source, tell: impl Fn(Record) + 'static) -> io::Result<()> {
        let listener = tokio::net::TcpListener::from_std(self.listener)?;
        let server = Rc::new(Server { source, tell: Rc::new(tell) });
        spawn_local(async move {
            loop {
                let Ok((stream, _)) = listener.accept().await else {
                    tokio::time::sleep(PAUSE).await;
                    continue;
                };
                // A piece of a stream waits for no other.
                let _ = stream.set_nodelay(true);
                let server = server.clone();
                let service = service_fn(move |request| {
                    let server = server.clone();
                    async move { Ok::<_, Infallible>(server.answered(request).await) }
                });
                let connection =
                    http1::Builder::new().timer(TokioTimer::new()).serve_connection(TokioIo::new(stream), service);
                // A client that left is no failure.
                spawn_local(async move { connection.await.ok() });
            }
        });
        Ok(())
    }
}

impl Server {
    async fn answered(&self, request: hyper::Request<Incoming>) -> Response<Sent> {
        let began = Instant::now();
        let (parts, body) = request.into_parts();
        let record = Record {
            method: parts.method.as_str().to_owned(),
            path: parts.uri.path().to_owned(),
            model: None,
            status: 0,
            first: Duration::ZERO,
            total: Duration::ZERO,
            stream: false,
            usage: None,
            trouble: None,
        };
        let mut telling = Telling::new(record, began, self.tell.clone());
        let body = match Limited::new(body, LARGEST).collect().await {
            Ok(body) => body.to_bytes(),
            Err(error) => {
                let refusal = if error.is::<LengthLimitError>() {
                    Refusal::new(413, format!("the request is longer than {} MiB", LARGEST >> 20))
                } else {
                    Refusal::new(400, "the request broke off")
                };
                return made(refusal.into(), telling);
            }
        };
        let authorization = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let asked = Request { method: parts.method.as_str(), path: parts.uri.path(), authorization, body: &body };
        let model = model_of(&body);
        telling.names(model.clone());
        match &self.source {
            Source::Mock(mock) => {
                let answer = mock.borrow_mut().answer(&asked);
                if !answer.delay.is_zero() {
                    tokio::time::sleep(answer.delay).await;
                }
                made(answer, telling)
            }
            _ if asked.route() == Some((Route::Health, "GET")) && parts.method == Method::GET => {
                made(Answer::alive(), telling)
            }
            Source::Upstream(_, key) | Source::Providers(_, key) if !asked.has_key(key) => {
                made(Refusal::unauthorized().into(), telling)
            }
            Source::Upstream(upstream, _) => passed(upstream, parts, body, telling).await,
            Source::Providers(providers, _) => match providers.way(&asked, model.as_deref()) {
                Way::Answer(answer) => made(answer, telling),
                Way::Pass { to, is_provider } => {
                    let parts = if is_provider { below_v1(parts) } else { parts };
                    passed(&to, parts, body, telling).await
                }
            },
        }
    }
}

/// An answer that is made here.
fn made(answer: Answer, mut telling: Telling) -> Response<Sent> {
    let is_stream = matches!(&answer.body, Body::Pieces(pieces) if pieces.are_events);
    telling.begin(answer.status, is_stream);
    telling.costs(answer.usage);
    let mut response = Response::new(Sent::made(answer.body, telling));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let headers = response.headers_mut();
    let kind = if is_stream { "text/event-stream; charset=utf-8" } else { "application/json" };
    if let Ok(kind) = kind.parse() {
        headers.insert(CONTENT_TYPE, kind);
    }
    if let Some(seconds) = answer.retry_after {
        headers.insert(RETRY_AFTER, seconds.into());
    }
    response
}

/// A request at a path below `/v1`, where both are served here.
fn below_v1(mut parts: Parts) -> Parts {
    let path = parts.uri.path_and_query().map_or("/", |path| path.as_str());
    if !path.starts_with("/v1/")
        && let Ok(below) = format!("/v1{path}").parse()
    {
        parts.uri = below;
    }
    parts
}

/// The answer of another gateway, as it is.
async fn passed(upstream: &Upstream, parts: Parts, body: Bytes, mut telling: Telling) -> Response<Sent> {
    match upstream.pass(parts, body).await {
        Ok(response) => {
            let (parts, body) = response.into_parts();
            let is_stream = is_events(&parts.headers);
            telling.begin(parts.status.as_u16(), is_stream);
            Response::from_parts(parts, Sent::passed(body, is_stream, telling))
        }
        Err(why) => {
            telling.trouble(&why);
            made(Refusal::new(502, why).code("gateway_unreachable").into(), telling)
        }
    }
}

fn is_events(headers: &HeaderMap) -> bool {
    let kind = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok());
    kind.is_some_and(|kind| kind.starts_with("text/event-stream"))
}
