//! A request to the agent itself: a text goes to a port of this machine, and the answer comes piece by piece.

use std::net::Ipv4Addr;

use http_body_util::{BodyExt as _, Full};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper::header::{ACCEPT, CONTENT_TYPE, HOST};
use hyper::{Method, Request};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;

/// Posts JSON to a path; `piece` is given each part of the answer, and whether it is a stream of events. Gives the status.
///
/// # Errors
/// Why there is no answer.
pub fn post(port: u16, path: &str, json: String, mut piece: impl FnMut(&[u8], bool)) -> Result<u16, String> {
    let runtime =
        tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|error| error.to_string())?;
    let tasks = tokio::task::LocalSet::new();
    tasks.block_on(&runtime, async {
        let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.map_err(|error| error.to_string())?;
        let (mut sender, connection) =
            http1::handshake(TokioIo::new(stream)).await.map_err(|error| error.to_string())?;
        // What goes wrong is told by the request.
        tokio::task::spawn_local(async move { connection.await.ok() });
        let request = Request::builder()
            .method(Method::POST)
            .uri(path)
            .header(HOST, format!("127.0.0.1:{port}"))
            .header(CONTENT_TYPE, "application/json")
            .header(ACCEPT, "text/event-stream, application/json, text/plain")
            .body(Full::new(Bytes::from(json)))
            .map_err(|error| error.to_string())?;
        let mut response = sender.send_request(request).await.map_err(|error| error.to_string())?;
        let kind = response.headers().get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let is_stream = kind.starts_with("text/event-stream");
        let status = response.status().as_u16();
        while let Some(frame) = response.frame().await {
            let frame = frame.map_err(|error| error.to_string())?;
            if let Some(bytes) = frame.data_ref() {
                piece(bytes, is_stream);
            }
        }
        Ok(status)
    })
}
