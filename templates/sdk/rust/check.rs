// {{ header }}
//! Checks by hand that the environment is complete{{ " and that the gateway answers" if gateway }}: `cargo run --example check`.
{% if gateway %}
//!
//! Against a mock gateway it costs nothing: `ast generate compose --gateway mock`, and
//! `docker compose up gateway`.
{% endif %}

use std::process::ExitCode;

use {{ module }}::{{ "{Settings, check}" if gateway else "Settings" }};

{% if gateway %}
#[tokio::main]
async fn main() -> ExitCode {
    let problems = match Settings::load() {
        Ok(settings) => check::run(&settings).await,
        Err(error) => vec![error.to_string()],
    };
    if problems.is_empty() {
        println!("the environment is complete, and the gateway answers");
        return ExitCode::SUCCESS;
    }
    for problem in problems {
        eprintln!("{problem}");
    }
    ExitCode::FAILURE
}
{% else %}
fn main() -> ExitCode {
    match Settings::load() {
        Ok(_) => {
            println!("the environment is complete");
            ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}
{% endif %}
