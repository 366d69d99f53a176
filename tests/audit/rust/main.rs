//! The environment of Rust.

use std::env;
use std::env::{self as environment, var, var_os as ask};
use std::env::var as lookup;

use clap::Parser;
use serde::Deserialize;

fn plain() -> Result<(), Error> {
    // idiom: `env::var("NAME")`, and what becomes of it
    env::var("VAR_A")?; // reads: VAR_A
    env::var("VAR_B").unwrap(); // reads: VAR_B
    std::env::var("VAR_C").expect("set it"); // reads: VAR_C
    env::var("VAR_D").context("VAR_D")?; // reads: VAR_D
    env::var("VAR_E").map_err(|_| Error::Missing)?.trim(); // reads: VAR_E
    env::var("VAR_F").unwrap_or_else(|_| panic!("set it")); // reads: VAR_F
    env::var("VAR_G").ok().ok_or(Error::Missing)?; // reads: VAR_G
    env::var("VAR_H").unwrap_or("x".into()); // reads: VAR_H?
    env::var("VAR_I").unwrap_or_else(|_| "x".into()); // reads: VAR_I?
    env::var("VAR_J").unwrap_or_default(); // reads: VAR_J?
    env::var("VAR_K").ok(); // reads: VAR_K?
    env::var("VAR_L").is_ok(); // reads: VAR_L?
    if let Ok(value) = env::var("VAR_M") {} // reads: VAR_M?
    match env::var("VAR_N") { _ => {} } // reads: VAR_N?
    let Ok(value) = env::var("VAR_O") else { panic!("set it") }; // reads: VAR_O
    env::var(r"VAR_P").map_or(3, |text| text.len()); // reads: VAR_P?

    // idiom: `env::var_os("NAME")`
    env::var_os("OS_A").is_some(); // reads: OS_A?
    std::env::var_os("OS_B").expect("set it"); // reads: OS_B

    // idiom: `use std::env::var`, under another name too
    var("USE_A")?; // reads: USE_A
    ask("USE_B"); // reads: USE_B?
    lookup("USE_C").unwrap(); // reads: USE_C

    // idiom: `dotenvy::var("NAME")`
    dotenvy::var("DOTENV_A")?; // reads: DOTENV_A

    // idiom: a constant that holds the name
    const NAME: &str = "CONST_A";
    env::var(NAME)?; // reads: CONST_A

    // idiom: a name that is computed
    env::var(format!("{kind}_KEY"))?; // reads: *
    env::var(&names[0])?; // reads: *
    Ok(())
}

// idiom: a function that reads the variable that it is called with
fn required(name: &str) -> String {
    env::var(name).unwrap_or_else(|_| panic!("{name} is not set"))
}

fn setting(name: &str, default: &str) -> String {
    std::env::var(name).unwrap_or_else(|_| default.to_owned())
}

fn fallible(name: &str) -> Option<String> {
    env::var(name).ok()
}

fn calls() -> Option<()> {
    required("HELPER_A"); // reads: HELPER_A
    setting("HELPER_B", "x"); // reads: HELPER_B?
    fallible("HELPER_C")?; // reads: HELPER_C
    fallible("HELPER_D").unwrap_or_default(); // reads: HELPER_D?
    None
}

// idiom: `#[arg(env)]` of clap
#[derive(Parser)]
struct Args {
    #[arg(long, env = "CLAP_A")] // reads: CLAP_A?
    a: String,
    #[arg(long, env, default_value_t = 3)] // reads: CLAP_B?
    clap_b: u16,
    #[clap(short, env = "CLAP_C", default_value = "x")] // reads: CLAP_C?
    pub c: String,
    #[arg(long)] // none: another argument
    environment: String,
}

// idiom: a struct that `envy` fills
#[derive(Deserialize)]
struct Config {
    envy_a: String, // reads: APP_ENVY_A
    pub envy_b: Option<u16>, // reads: APP_ENVY_B?
    #[serde(default)]
    envy_c: std::collections::BTreeMap<String, u16>, // reads: APP_ENVY_C?
    #[serde(rename = "other")]
    envy_d: String, // reads: APP_OTHER
}

fn load() -> Config {
    envy::prefixed("APP_").from_env::<Config>().unwrap()
}

fn nothing() {
    // env::var("NONE_A")                       none: a comment
    /* env::var("NONE_B") /* none: a comment */ env::var("NONE_B") */
    let text = "env::var(\"NONE_C\")"; // none: a text
    let raw = r#"env::var("NONE_D")"#; // none: a text
    env!("NONE_E"); // none: that of the build
    option_env!("NONE_F"); // none: that of the build
    config::env::var("NONE_G"); // none: of something else
    other.var("NONE_H"); // none: of something else
    env::args().nth(1); // none: another function
    env::set_var("SET_A", "x"); // none: it is set
    Command::new("x").env("NONE_I", "x"); // none: it is passed on
    let a = 'a'; // none: a letter
    map.get("NONE_J"); // none: a mapping
}

#[cfg(test)]
mod tests {
    fn test() {
        std::env::var("NONE_K").unwrap(); // none: a test
    }
}
