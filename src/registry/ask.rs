//! Asks registries, many images at once and each server by connections that are used again.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

use super::challenge::Challenge;
use super::fault::Fault;
use super::keys::{Keys, Login};
use super::place::Place;
use crate::gateway::{Call, Connection, Heard, Proof, Secret};
use crate::image::ImageRef;

/// How many images are asked for at once.
const AT_ONCE: usize = 16;

/// The forms of what an image is: an index of platforms, or one of them. The digest of an index is that of all platforms.
const FORMS: &str = "application/vnd.oci.image.index.v1+json, \
    application/vnd.docker.distribution.manifest.list.v2+json, \
    application/vnd.oci.image.manifest.v1+json, \
    application/vnd.docker.distribution.manifest.v2+json";
const JSON: &str = "application/json";
/// The header that says what was answered.
const DIGEST: &str = "docker-content-digest";

/// What a parameter can't have as it is.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'_').remove(b'.').remove(b'~');

/// What is asked of a registry: the digest of a name by its tag, or whether there is what a digest stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Question {
    /// The image as it is pulled. Where it has a digest, that is asked for.
    pub image: ImageRef,
}

/// Asks for the digests of images, in their order.
pub async fn ask(questions: Vec<Question>, keys: Arc<Keys>) -> Vec<Result<String, Fault>> {
    let servers = Arc::new(Servers { keys, connections: Mutex::default() });
    let room = Arc::new(Semaphore::new(AT_ONCE));
    let mut asking = JoinSet::new();
    let count = questions.len();
    for (at, Question { image }) in questions.into_iter().enumerate() {
        let (servers, room) = (servers.clone(), room.clone());
        asking.spawn(async move {
            // It is never closed; without it nobody would be kept waiting.
            let _place = room.acquire().await.ok();
            (at, servers.digest(&image).await)
        });
    }
    let mut answers: Vec<_> = std::iter::repeat_with(|| None).take(count).collect();
    while let Some(joined) = asking.join_next().await {
        if let Ok((at, answer)) = joined {
            answers[at] = Some(answer);
        }
    }
    let broken = || Fault::Unanswered { host: String::new(), why: "it was not waited for".to_owned() };
    answers.into_iter().map(|answer| answer.unwrap_or_else(|| Err(broken()))).collect()
}

/// The servers that were asked something, and what is proved to them.
struct Servers {
    keys: Arc<Keys>,
    connections: Mutex<BTreeMap<String, Arc<Connection>>>,
}

/// A request for an image, and what is proved with it.
struct Asked<'a> {
    place: &'a Place,
    url: &'a str,
    proof: Option<Proof>,
    with_login: bool,
    no_login: Option<String>,
}

impl Servers {
    /// The digest of an image by its tag; or its own, where that is there.
    async fn digest(&self, image: &ImageRef) -> Result<String, Fault> {
        let place = Place::of(image);
        let of = image.digest().or(image.tag()).unwrap_or("latest");
        let url = format!("{}/v2/{}/manifests/{of}", place.origin(), place.repository);
        let mut asked = Asked { place: &place, url: &url, proof: None, with_login: false, no_login: None };
        let mut heard = self.call(&asked, "HEAD").await?;
        if heard.status == 401 && self.prove(&mut asked, &heard).await? {
            heard = self.call(&asked, "HEAD").await?;
        }
        judge(&asked, &heard, image)?;
        let wanted = image.digest();
        let said = heard.header(DIGEST).next().filter(|digest| is_digest(digest)).map(str::to_owned);
        let found = match said {
            Some(said) => said,
            // A server that says it nowhere is asked for the thing itself.
            None => {
                let heard = self.call(&asked, "GET").await?;
                judge(&asked, &heard, image)?;
                let hex: String = Sha256::digest(&heard.body).iter().map(|byte| format!("{byte:02x}")).collect();
                format!("sha256:{hex}")
            }
        };
        match wanted {
            Some(wanted) if wanted != found && same_kind(wanted, &found) => {
                Err(unanswered(&place, format!("it has `{found}` in the place of `{wanted}`")))
            }
            Some(wanted) => Ok(wanted.to_owned()),
            None => Ok(found),
        }
    }

    async fn call(&self, asked: &Asked<'_>, method: &'static str) -> Result<Heard, Fault> {
        let proof = asked.proof.as_ref();
        self.to(asked.url, asked.place)?
            .call(Call { method, url: asked.url, accept: FORMS, proof, form: None })
            .await
            .map_err(|why| unanswered(asked.place, why))
    }

    /// Connections to the server of a URL.
    fn to(&self, url: &str, place: &Place) -> Result<Arc<Connection>, Fault> {
        let server = url.splitn(4, '/').take(3).collect::<Vec<_>>().join("/");
        // A thread that ended early leaves what it held as it was.
        let mut connections = self.connections.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if let Some(connection) = connections.get(&server) {
            return Ok(connection.clone());
        }
        let connection = Arc::new(Connection::to(url).map_err(|why| unanswered(place, why))?);
        connections.insert(server, connection.clone());
        Ok(connection)
    }

    /// Gets what a registry wants to see; whether there is something to show.
    async fn prove(&self, asked: &mut Asked<'_>, heard: &Heard) -> Result<bool, Fault> {
        let challenges: Vec<_> = heard.header("www-authenticate").filter_map(Challenge::read).collect();
        let login = match self.keys.login(asked.place).await {
            Ok(login) => login,
            // Much is read by everybody.
            Err(why) => {
                asked.no_login = Some(why);
                None
            }
        };
        for challenge in challenges {
            match (challenge, &login) {
                (Challenge::Basic, Some(Login::User(proof))) => {
                    (asked.proof, asked.with_login) = (Some(proof.clone()), true);
                    return Ok(true);
                }
                (Challenge::Basic, _) => {}
                (Challenge::Bearer { realm, service, scope }, login) => {
                    asked.with_login = login.is_some();
                    let scope = scope.unwrap_or_else(|| format!("repository:{}:pull", asked.place.repository));
                    let token = self.token(asked, &realm, service.as_deref(), &scope, login.as_ref()).await?;
                    asked.proof = Some(Proof::Bearer(token));
                    return Ok(true);
                }
            }
        }
        Ok(false)
    }

    /// A token of the server that a registry sends to.
    async fn token(
        &self,
        asked: &Asked<'_>,
        realm: &str,
        service: Option<&str>,
        scope: &str,
        login: Option<&Login>,
    ) -> Result<Secret, Fault> {
        let place = asked.place;
        if !place.may_send_to(realm) {
            return Err(unanswered(place, format!("it sends to `{realm}` for a token, which has no TLS")));
        }
        let encoded = |text: &str| utf8_percent_encode(text, ENCODED).to_string();
        let service = service.map(|service| format!("&service={}", encoded(service))).unwrap_or_default();
        let parameters = format!("scope={}{service}", encoded(scope));
        let (method, url, form, proof) = match login {
            Some(Login::Token(token)) => {
                let token = encoded(token.expose());
                let form = format!("{parameters}&grant_type=refresh_token&client_id=ast&refresh_token={token}");
                ("POST", realm.to_owned(), Some(form), None)
            }
            login => {
                let sign = if realm.contains('?') { '&' } else { '?' };
                let proof = login.and_then(|login| match login {
                    Login::User(proof) => Some(proof),
                    Login::Token(_) => None,
                });
                ("GET", format!("{realm}{sign}{parameters}"), None, proof)
            }
        };
        let heard = self.to(&url, place)?.call(Call { method, url: &url, accept: JSON, proof, form }).await;
        let heard = heard.map_err(|why| unanswered(place, format!("`{realm}`, which gives its tokens: {why}")))?;
        match heard.status {
            200..=299 => {
                let body: Option<Value> = serde_json::from_slice(&heard.body).ok();
                let text = |key: &str| body.as_ref()?[key].as_str().and_then(Secret::new);
                let none = || unanswered(place, format!("`{realm}` gives no token that can be used"));
                text("token").or_else(|| text("access_token")).ok_or_else(none)
            }
            401 | 403 => Err(refused(asked)),
            429 => Err(limited(place, &heard)),
            status => Err(unanswered(place, format!("`{realm}`, which gives its tokens, answered with {status}"))),
        }
    }
}

/// Whether an answer says yes.
fn judge(asked: &Asked<'_>, heard: &Heard, image: &ImageRef) -> Result<(), Fault> {
    let place = asked.place;
    match heard.status {
        200..=299 => Ok(()),
        401 | 403 => Err(refused(asked)),
        404 if image.digest().is_some() => {
            Err(Fault::Gone { host: place.host.clone(), image: image.as_str().to_owned() })
        }
        404 => Err(Fault::NoTag { host: place.host.clone(), image: image.as_str().to_owned() }),
        429 => Err(limited(place, heard)),
        300..=399 => Err(unanswered(place, "it sends elsewhere, which is not followed".to_owned())),
        status => Err(unanswered(place, format!("it answered with {status}"))),
    }
}

fn refused(asked: &Asked<'_>) -> Fault {
    Fault::Refused {
        host: asked.place.host.clone(),
        repository: asked.place.repository.clone(),
        with_login: asked.with_login,
        no_login: asked.no_login.clone(),
    }
}

fn limited(place: &Place, heard: &Heard) -> Fault {
    Fault::Limited { host: place.host.clone(), seconds: heard.retry_after }
}

fn unanswered(place: &Place, why: String) -> Fault {
    Fault::Unanswered { host: place.host.clone(), why }
}

/// Whether a text is a digest that a reference can have.
fn is_digest(text: &str) -> bool {
    ImageRef::parse(&format!("a@{text}")).is_ok_and(|image| image.digest() == Some(text))
}

/// Whether two digests are made in the same way, so that they can be held against each other.
fn same_kind(one: &str, other: &str) -> bool {
    one.split(':').next() == other.split(':').next()
}
