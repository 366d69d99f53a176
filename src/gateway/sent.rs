//! A body while it is sent: whole, in pieces, or from another gateway, watched to its end.

use std::io;
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use hyper::body::{Body as HttpBody, Bytes, Frame, Incoming, SizeHint};
use tokio::time::{Sleep, sleep};

use super::answer::{Body, Pieces, Usage};
use super::cost::Cost;
use super::record::Record;

/// How long a connection stays open before it breaks.
const BREAK: Duration = Duration::from_millis(20);

/// The status of a request whose client left before there was one.
const LEFT: u16 = 499;

/// A body while it is sent.
pub(super) struct Sent {
    content: Content,
    telling: Option<Telling>,
}

enum Content {
    Whole(Option<Bytes>),
    Pieces {
        events: std::vec::IntoIter<String>,
        gap: Duration,
        pause: Option<Pin<Box<Sleep>>>,
        breaks: bool,
        is_broken: bool,
    },
    Passed {
        body: Incoming,
        cost: Cost,
    },
}

/// What is told of a request once it has ended, however it does.
pub(super) struct Telling {
    record: Option<Record>,
    began: Instant,
    tell: Rc<dyn Fn(Record)>,
}

impl Telling {
    pub(super) fn new(record: Record, began: Instant, tell: Rc<dyn Fn(Record)>) -> Self {
        Self { record: Some(record), began, tell }
    }

    fn note(&mut self, note: impl FnOnce(&mut Record)) {
        if let Some(record) = &mut self.record {
            note(record);
        }
    }

    pub(super) fn names(&mut self, model: Option<String>) {
        self.note(|record| record.model = model);
    }

    /// The answer begins.
    pub(super) fn begin(&mut self, status: u16, is_stream: bool) {
        let first = self.began.elapsed();
        self.note(|record| (record.status, record.stream, record.first) = (status, is_stream, first));
    }

    pub(super) fn costs(&mut self, usage: Option<Usage>) {
        self.note(|record| record.usage = usage);
    }

    pub(super) fn trouble(&mut self, why: &str) {
        self.note(|record| record.trouble = Some(why.to_owned()));
    }

    fn end(mut self) {
        self.tell();
    }

    fn tell(&mut self) {
        if let Some(mut record) = self.record.take() {
            record.total = self.began.elapsed();
            (self.tell)(record);
        }
    }
}

impl Drop for Telling {
    fn drop(&mut self) {
        // Nobody waits for the answer any more.
        self.note(|record| (record.status, record.trouble) = (LEFT, Some("the client left".to_owned())));
        self.tell();
    }
}

impl Sent {
    /// What is made here.
    pub(super) fn made(body: Body, telling: Telling) -> Self {
        match body {
            Body::Whole(text) => {
                telling.end();
                Self { content: Content::Whole(Some(text.into())), telling: None }
            }
            Body::Pieces(Pieces { events, gap, breaks, .. }) => {
                let content =
                    Content::Pieces { events: events.into_iter(), gap, pause: None, breaks, is_broken: false };
                Self { content, telling: Some(telling) }
            }
        }
    }

    /// What another gateway sends.
    pub(super) fn passed(body: Incoming, is_stream: bool, telling: Telling) -> Self {
        Self { content: Content::Passed { body, cost: Cost::new(is_stream) }, telling: Some(telling) }
    }

    /// The end, with what went wrong.
    fn end(&mut self, trouble: Option<&str>) {
        let Some(mut telling) = self.telling.take() else { return };
        if let Content::Passed { cost, .. } = &mut self.content {
            telling.costs(cost.usage());
        }
        if let Some(why) = trouble {
            telling.trouble(why);
        }
        telling.end();
    }
}

impl HttpBody for Sent {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let broken = |why: &str| Poll::Ready(Some(Err(io::Error::other(why.to_owned()))));
        match &mut self.content {
            Content::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Content::Pieces { events, gap, pause, breaks, is_broken } => {
                if let Some(waiting) = pause {
                    ready!(waiting.as_mut().poll(context));
                    *pause = None;
                }
                if let Some(event) = events.next() {
                    *pause = (!gap.is_zero()).then(|| Box::pin(sleep(*gap)));
                    return Poll::Ready(Some(Ok(Frame::data(event.into()))));
                }
                if std::mem::take(breaks) {
                    // What was sent before has to arrive.
                    let mut waiting = Box::pin(sleep(BREAK));
                    let _ = waiting.as_mut().poll(context);
                    (*pause, *is_broken) = (Some(waiting), true);
                    return Poll::Pending;
                }
                if *is_broken {
                    self.end(Some("broken off, as scripted"));
                    return broken("scripted");
                }
                self.end(None);
                Poll::Ready(None)
            }
            Content::Passed { body, cost } => match ready!(Pin::new(body).poll_frame(context)) {
                Some(Ok(frame)) => {
                    if let Some(bytes) = frame.data_ref() {
                        cost.read(bytes);
                    }
                    Poll::Ready(Some(Ok(frame)))
                }
                Some(Err(_)) => {
                    self.end(Some("the gateway broke off"));
                    broken("the gateway broke off")
                }
                None => {
                    self.end(None);
                    Poll::Ready(None)
                }
            },
        }
    }

    fn is_end_stream(&self) -> bool {
        match &self.content {
            Content::Whole(bytes) => bytes.is_none(),
            Content::Pieces { .. } => false,
            Content::Passed { body, .. } => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match &self.content {
            Content::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Content::Pieces { .. } => SizeHint::default(),
            Content::Passed { body, .. } => body.size_hint(),
        }
    }
}

impl Drop for Sent {
    fn drop(&mut self) {
        // The length that was announced is there: nobody asked for the end.
        let trouble = if self.is_end_stream() { None } else { Some("the client left") };
        self.end(trouble);
    }
}
