//! The generated crates, used as an agent would: FOLDER URL KEY.
//!
//! FOLDER holds the plans of `everything`, `choices` and `texts`; a gateway with made-up answers listens at URL, and
//! providers and stores are where sdk-gateway has them.
use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::net::TcpListener;
use std::time::Duration;

use all_in_one_ast::settings::{InputsMood, InputsTone};
use choices_ast::async_openai::Client;
use choices_ast::async_openai::config::OpenAIConfig;
use choices_ast::async_openai::error::OpenAIError;
use choices_ast::async_openai::types::chat::{ChatCompletionRequestUserMessage, CreateChatCompletionRequestArgs};
use choices_ast::async_openai::types::embeddings::CreateEmbeddingRequestArgs;
use choices_ast::gateway::chat::{CLAUDE_HAIKU_4_5, CLAUDE_OPUS_4_8, CLAUDE_SONNET_4_6};
use choices_ast::{gateway, models};
use futures::StreamExt;
use serde_json::Value;

type Rows = BTreeMap<String, Value>;
type Environment = BTreeMap<String, String>;

fn text<'a>(row: &'a Value, key: &str) -> &'a str {
    row[key].as_str().unwrap_or_default()
}

/// What the plans give a container under any binding, a repeated value once.
fn wanted(folder: &str, name: &str, container: &str) -> Rows {
    let mut rows = Rows::new();
    for target in ["local", "cluster"] {
        let plan = std::fs::read_to_string(format!("{folder}/{name}/plan.{target}.json")).unwrap();
        let plan: Value = serde_json::from_str(&plan).unwrap();
        let containers = plan["containers"].as_array().unwrap();
        let found = containers.iter().find(|one| one["id"] == container).unwrap();
        let env = found["env"].as_array().unwrap().iter();
        rows.extend(env.map(|row| (text(row, "name").to_owned(), row.clone())));
    }
    let mut rows: Vec<Value> = rows.into_values().collect();
    rows.sort_by_key(|row| (text(row, "name").len(), text(row, "name").to_owned()));
    let mut seen = BTreeSet::new();
    rows.retain(|row| {
        let repeated = matches!(text(row, "kind"), "connection" | "store-credential");
        let name = text(row, "name");
        let own = if repeated { name.rsplit('_').next().unwrap() } else { name };
        seen.insert((text(row, "component").to_owned(), own.to_owned()))
    });
    rows.into_iter().map(|row| (text(&row, "name").to_owned(), row)).collect()
}

fn sample(row: &Value) -> String {
    let name = text(row, "name");
    let option = row["options"].get(0).and_then(Value::as_str);
    let by_type = || match text(row, "datatype") {
        "number" => "1.5",
        "boolean" => "true",
        "array" => r#"["a"]"#,
        "object" => r#"{"a": 1}"#,
        _ => "sample",
    };
    let port = name == "PORT" || name.ends_with("_PORT");
    if name == "ASTRO_GATEWAY_URL" {
        return "https://sample.invalid".to_owned();
    }
    if port { "8080".to_owned() } else { option.unwrap_or_else(by_type).to_owned() }
}

fn environment(rows: &Rows) -> Environment {
    rows.iter().map(|(name, row)| (name.clone(), sample(row))).collect()
}

fn with(given: &Environment, name: &str, value: &str) -> Environment {
    let mut given = given.clone();
    given.insert(name.to_owned(), value.to_owned());
    given
}

/// Settings are read by name, each once, and no other; without anything, exactly what has to be there is missed.
macro_rules! parity {
    ($folder:expr, $name:literal, $settings:ty, $container:literal) => {{
        let rows = wanted($folder, $name, $container);
        let given = environment(&rows);
        let mut asked = Vec::new();
        let loaded = <$settings>::load_from(|name| {
            asked.push(name.to_owned());
            given.get(name).cloned()
        });
        assert!(loaded.is_ok(), "{:?}", loaded.err());
        asked.sort();
        assert_eq!(asked, rows.keys().cloned().collect::<Vec<_>>(), $container);
        let free = |row: &Value| {
            let kind = text(row, "kind");
            matches!(kind, "platform" | "environment") || row["required"] == false && kind != "connection"
        };
        let needed = rows.values().filter(|row| !free(row)).map(|row| text(row, "name"));
        let missed = <$settings>::load_from(|_| None).unwrap_err();
        let missed: BTreeSet<&str> = missed.problems.iter().map(|problem| problem.name).collect();
        assert_eq!(missed, needed.collect(), $container);
        println!("sdk-rust: {} of {} reads what the plan gives", stringify!($settings), $name);
    }};
}

/// Every default arrives as it was written.
fn texts(folder: &str) {
    let settings = texts_ast::Settings::load_from(|_| None).unwrap();
    let mut debug = format!("{:?}", settings.inputs);
    let rows = wanted(folder, "texts", "agent");
    let rows: Vec<_> = rows.iter().filter(|(name, _)| name.starts_with("TEXT_")).collect();
    assert!(rows.len() > 100);
    for (name, row) in rows {
        let field = format!("{}: {:?}", name.to_lowercase(), text(row, "default"));
        assert!(debug.contains(&field), "{field}");
        debug = debug.replacen(&field, "", 1);
    }
}

fn values(folder: &str) {
    use all_in_one_ast::Settings;

    let given = environment(&wanted(folder, "everything", "agent"));
    let load = |given: &Environment| Settings::load_from(|name| given.get(name).cloned());
    let settings = load(&given).unwrap();
    assert_eq!(settings.inputs.limits["a"], 1);
    assert_eq!((settings.inputs.flag, settings.knowledge.cache.port), (Some(true), 8080));
    assert_eq!((settings.inputs.tone, settings.inputs.mood), (InputsTone::Friendly, Some(InputsMood::Up)));
    let token = settings.inputs.token.as_ref().unwrap();
    assert_eq!(token.reveal(), "sample");
    assert_eq!(settings.inputs.keys.reveal(), &["a"]);
    for shown in [format!("{token}"), format!("{token:?}"), format!("{token:>9}"), format!("{:#?}", settings.inputs.keys)] {
        assert!(shown.contains("***") && !shown.contains("sample") && !shown.contains("\"a\""), "{shown}");
    }
    let mut empty = given.clone();
    empty.extend(["RATIO", "MOOD", "LABELS", "FLAG"].map(|name| (name.to_owned(), String::new())));
    let empty = load(&empty).unwrap().inputs;
    assert!((empty.ratio - 1.5).abs() < f64::EPSILON && empty.mood.is_none() && empty.flag.is_none());
    assert_eq!(empty.labels, [Value::from("a"), Value::from(1)]);
    let deep = "[".repeat(100_000);
    let wrong: [(&str, &[&str]); 8] = [
        ("TEMPERATURE", &["NaN", "0x10", "1_000", "TRUE", "1e999", "-", "1 2", "[1]", "Infinity", "inf", ".5", "+1"]),
        ("FLAG", &["True", "1", "yes"]),
        ("LABELS", &["{}", "[1", "[NaN]", "[1e999]", "a", &deep]),
        ("LIMITS", &["[]", "null"]),
        ("TONE", &["rude"]),
        ("RATIO", &["2"]),
        ("KEYS", &["hunter2"]),
        ("REDIS_PORT", &["0", "65536", "1.5", "x", "+1", "-1"]),
    ];
    for (name, texts) in wrong {
        for text in texts {
            let error = load(&with(&given, name, text)).err().unwrap_or_else(|| panic!("{name} took {text:.9}"));
            assert_eq!(error.problems.iter().map(|problem| problem.name).collect::<Vec<_>>(), [name]);
            assert!(!format!("{error} {error:?}").contains("hunter2"));
        }
    }
    // What the gateway needs is one thing for the agent and its jobs; a key that no header takes is said at once.
    let job = environment(&wanted(folder, "everything", "ingestion.nightly"));
    let job = all_in_one_ast::ingestion::nightly::Settings::load_from(|name| job.get(name).cloned()).unwrap();
    assert!(all_in_one_ast::gateway(&job).is_ok() && all_in_one_ast::gateway(&job.gateway).is_ok());
}

/// Settings of a test: made up where the test says nothing, equal where their values are.
fn examples() {
    use all_in_one_ast::{Secret, Settings};

    let made = Settings::example([]).unwrap();
    assert_eq!((made.gateway.url.as_str(), made.gateway.api_key.reveal().as_str()), ("https://example.invalid", "example"));
    assert_eq!((made.knowledge.cache.host.as_str(), made.knowledge.cache.port), ("example.invalid", 8080));
    assert_eq!((made.inputs.tone, made.inputs.mood, made.inputs.labels.len()), (InputsTone::Friendly, None, 2));
    assert_eq!(made, Settings::example([]).unwrap());
    for name in ["PLAIN", "TOKEN", "ASTRO_GATEWAY_API_KEY"] {
        assert_ne!(made, Settings::example([(name, "other")]).unwrap(), "{name}");
    }
    let token = Settings::example([("TOKEN", "sk-1")]).unwrap().inputs.token;
    assert_eq!(token, Some(Secret::new("sk-1".to_owned())));
    for (name, text) in [("TEMPERATURE", "warm"), ("TEMPERATUR", "1")] {
        let error = Settings::example([(name, text), ("PLAIN", "a")]).unwrap_err();
        assert_eq!(error.problems.iter().map(|problem| problem.name).collect::<Vec<_>>(), [name]);
    }
}

/// A variable that is no text is named, and not shown.
fn bytes(folder: &str) -> Result<(), Box<dyn Error>> {
    use std::os::unix::ffi::OsStrExt;

    let given = environment(&wanted(folder, "everything", "agent"));
    let not_text = std::ffi::OsStr::from_bytes(b"hunter2\xff");
    let mut program = std::process::Command::new(std::env::current_exe()?);
    let run = program.arg("--load").env_clear().envs(given).env("PLAIN", not_text).output()?;
    let said = String::from_utf8(run.stdout)?;
    assert!(said.contains("PLAIN has the wrong form") && said.contains("UTF-8") && !said.contains("hunter2"), "{said}");
    Ok(())
}

/// What every language and `ast env check` decide alike; no value is in what is said of it.
fn awkward(folder: &str) {
    use all_in_one_ast::Settings;

    let given = environment(&wanted(folder, "everything", "agent"));
    let load = |given: &Environment| Settings::load_from(|name| given.get(name).cloned());
    let table = std::fs::read_to_string(format!("{folder}/awkward.json")).unwrap();
    let table: Vec<Value> = serde_json::from_str(&table).unwrap();
    for row in &table {
        let (name, is_taken) = (text(row, "name"), text(row, "outcome") != "refused");
        match load(&with(&given, name, text(row, "text"))) {
            Ok(_) => assert!(is_taken, "{row} is taken"),
            Err(error) => {
                assert!(!is_taken && error.problems.len() == 1 && error.problems[0].name == name, "{row}: {error}");
                assert!(!format!("{error} {error:?}").contains("hunter2"), "{row}");
            }
        }
    }
    let given = with(&with(&given, "ASTRO_GATEWAY_URL", " https://a.example\n"), "OPENAI_API_KEY", " sk-1\r\n");
    let settings = load(&given).unwrap();
    assert_eq!(settings.gateway.base_url(), "https://a.example/v1");
    assert_eq!(settings.models.own_gpt.api_key.reveal(), "sk-1");
    println!("sdk-rust: {} awkward values are taken or refused as the table says", table.len());
}

async fn ask(client: &Client<OpenAIConfig>, model: &str) -> Result<String, OpenAIError> {
    let question = ChatCompletionRequestUserMessage::from("hello");
    let request = CreateChatCompletionRequestArgs::default().model(model).messages([question.into()]).build()?;
    let answer = client.chat().create(request).await?;
    Ok(answer.choices[0].message.content.clone().unwrap_or_default())
}

async fn clients(url: &str, key: &str) -> Result<(), Box<dyn Error>> {
    let given = [("ASTRO_GATEWAY_URL", url), ("ASTRO_GATEWAY_API_KEY", key), ("OPENAI_API_KEY", "made-up")];
    let given: Environment = given.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    let load = |given: &Environment| choices_ast::Settings::load_from(|name| given.get(name).cloned());
    for base in [url.to_owned(), format!("{url}/"), format!("{url}/v1"), format!("{url}/v1/")] {
        let client = gateway(&load(&with(&given, "ASTRO_GATEWAY_URL", &base))?)?;
        assert!(ask(&client, CLAUDE_SONNET_4_6).await?.contains("mock answer of claude-sonnet-4-6"), "{base}");
    }
    let settings = load(&given)?;
    let chat = models::chat(&load(&with(&given, "MODEL_CHAT", CLAUDE_HAIKU_4_5))?)?;
    assert_eq!((chat.id.as_str(), models::chat(&settings)?.id.as_str()), (CLAUDE_HAIKU_4_5, CLAUDE_SONNET_4_6));
    let question = ChatCompletionRequestUserMessage::from("hello");
    let request = CreateChatCompletionRequestArgs::default().model(&chat.id).messages([question.into()]).build()?;
    let mut stream = chat.client.chat().create_stream(request).await?;
    let mut streamed = String::new();
    while let Some(chunk) = stream.next().await {
        streamed.extend(chunk?.choices.into_iter().filter_map(|choice| choice.delta.content));
    }
    assert!(streamed.contains("mock answer of claude-haiku-4-5"), "{streamed}");
    let embed = models::embed(&settings)?;
    let request = CreateEmbeddingRequestArgs::default().model(&embed.id).input("a").build()?;
    assert_eq!(embed.client.embeddings().create(request).await?.data[0].embedding.len(), 8);
    assert_eq!(models::free(&settings, CLAUDE_OPUS_4_8)?.id, CLAUDE_OPUS_4_8);

    let status = |error: OpenAIError| match error {
        OpenAIError::ApiError(error) => error.status_code.as_u16(),
        error => panic!("{error:?}"),
    };
    let wrong = gateway(&load(&with(&given, "ASTRO_GATEWAY_API_KEY", "wrong"))?)?;
    assert_eq!(status(ask(&wrong, CLAUDE_SONNET_4_6).await.unwrap_err()), 401);
    let client = gateway(&settings)?;
    assert_eq!(status(ask(&client, "no-such-model").await.unwrap_err()), 400);
    assert_eq!(status(ask(&client, "busy").await.unwrap_err()), 429);
    let closed = TcpListener::bind("127.0.0.1:0")?.local_addr()?;
    let down = gateway(&load(&with(&given, "ASTRO_GATEWAY_URL", &format!("http://{closed}")))?)?;
    assert!(matches!(ask(&down, CLAUDE_SONNET_4_6).await, Err(OpenAIError::Reqwest(error)) if error.is_connect()));
    // The options are those of the HTTP client.
    let http = reqwest::Client::builder().timeout(Duration::from_micros(1)).build()?;
    let late = ask(&gateway(&settings)?.with_http_client(http), CLAUDE_SONNET_4_6).await;
    assert!(matches!(late, Err(OpenAIError::Reqwest(error)) if error.is_timeout()));

    let problems = async |name: &str, value: &str| {
        let settings = load(&with(&given, name, value)).unwrap();
        choices_ast::check::run(&settings).await
    };
    assert!(choices_ast::check::run(&settings).await.is_empty());
    let refused = problems("ASTRO_GATEWAY_API_KEY", "wrong").await;
    assert_eq!(refused, ["ASTRO_GATEWAY_API_KEY is a key that the gateway refuses"]);
    let down = problems("ASTRO_GATEWAY_URL", &format!("http://{closed}")).await;
    assert_eq!(down, ["ASTRO_GATEWAY_URL leads to no gateway that answers"]);
    let unknown = problems("MODEL_CHAT", "no-such-model").await;
    assert_eq!(unknown, ["no-such-model is answered with status 400"]);

    let missed = choices_ast::settings::Gateway::load_from(|_| None).unwrap_err();
    assert_eq!(missed.problems.len(), 2, "{missed}");
    Ok(())
}

/// A model with a key of one's own, by the provider's own host, which is this machine.
async fn providers(folder: &str) -> Result<(), Box<dyn Error>> {
    let given = environment(&wanted(folder, "everything", "agent"));
    let model = |key: &str| {
        let given = with(&given, "OPENAI_API_KEY", key);
        all_in_one_ast::models::own_gpt(&all_in_one_ast::Settings::load_from(|name| given.get(name).cloned())?)
    };
    let own = model(&std::env::var("PROVIDER_KEY")?)?;
    assert_eq!(own.id, "gpt-5.4");
    assert!(ask(&own.client, &own.id).await?.contains("mock answer of gpt-5.4"));
    let refusal = ask(&model("wrong")?.client, &own.id).await;
    assert!(matches!(refusal, Err(OpenAIError::ApiError(error)) if error.status_code.as_u16() == 401));
    Ok(())
}

/// Stores that are there answer, and refuse a wrong password.
async fn stores(folder: &str) -> Result<(), Box<dyn Error>> {
    use all_in_one_ast::knowledge;
    use mysql_async::prelude::Queryable;
    use redis::AsyncCommands;

    let mut given = environment(&wanted(folder, "everything", "agent"));
    let password = std::env::var("STORE_PASSWORD")?;
    for (prefix, port) in [("REDIS", "6379"), ("REDIS_SESSIONS", "6379"), ("POSTGRES", "5432"), ("MYSQL", "3306")] {
        let values = [("HOST", "127.0.0.1"), ("PORT", port), ("PASSWORD", &password), ("USER", "astro")];
        let values = values.iter().chain(&[("DB", "all_in_one"), ("DATABASE", "all_in_one")]);
        given.extend(values.map(|(part, value)| (format!("{prefix}_{part}"), (*value).to_owned())));
    }
    let load = |given: &Environment| all_in_one_ast::Settings::load_from(|name| given.get(name).cloned());
    let settings = load(&given)?;
    for client in [knowledge::cache(&settings)?, knowledge::sessions(&settings)?] {
        let mut cache = client.get_multiplexed_async_connection().await?;
        let () = cache.set("a", "b").await?;
        assert_eq!(cache.get::<_, String>("a").await?, "b");
    }
    let (orders, connection) = knowledge::orders(&settings).connect(tokio_postgres::NoTls).await?;
    let connection = tokio::spawn(connection);
    let row = orders.query_one("select current_user::text, current_database()::text", &[]).await?;
    assert_eq!((row.get(0), row.get(1)), ("astro", "all_in_one"));
    drop(orders);
    connection.await??;
    let legacy = knowledge::legacy(&settings);
    let row = legacy.get_conn().await?.query_first("select substring_index(current_user(), '@', 1), database()").await?;
    assert_eq!(row, Some(("astro".to_owned(), "all_in_one".to_owned())));
    legacy.disconnect().await?;

    given.iter_mut().filter(|(name, _)| name.ends_with("_PASSWORD")).for_each(|(_, value)| "wrong".clone_into(value));
    let settings = load(&given)?;
    let refusal = knowledge::cache(&settings)?.get_multiplexed_async_connection().await;
    assert_eq!(refusal.err().map(|error| error.kind()), Some(redis::ErrorKind::AuthenticationFailed));
    let refusal = knowledge::orders(&settings).connect(tokio_postgres::NoTls).await.err();
    let invalid = tokio_postgres::error::SqlState::INVALID_PASSWORD;
    assert_eq!(refusal.and_then(|error| error.code().cloned()), Some(invalid));
    let refusal = knowledge::legacy(&settings).get_conn().await;
    assert!(matches!(refusal, Err(mysql_async::Error::Server(error)) if error.code == 1045));
    Ok(())
}

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    if std::env::args().nth(1).as_deref() == Some("--load") {
        let error = all_in_one_ast::Settings::load().err();
        println!("{}", error.map(|error| error.to_string()).unwrap_or_default());
        return Ok(());
    }
    let [folder, url, key] = &std::env::args().skip(1).collect::<Vec<_>>()[..] else {
        return Err("expected FOLDER URL KEY".into());
    };
    parity!(folder, "everything", all_in_one_ast::Settings, "agent");
    parity!(folder, "everything", all_in_one_ast::ingestion::nightly::Settings, "ingestion.nightly");
    parity!(folder, "choices", choices_ast::Settings, "agent");
    texts(folder);
    values(folder);
    examples();
    bytes(folder)?;
    awkward(folder);
    println!("sdk-rust: values ok");
    clients(url, key).await?;
    println!("sdk-rust: clients ok");
    providers(folder).await?;
    println!("sdk-rust: providers ok");
    stores(folder).await?;
    println!("sdk-rust: stores ok");
    Ok(())
}
