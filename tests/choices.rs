//! What the code reads and can do without, as there is another way: nothing is said of that, and help leads to what there is.

use std::fs;

use serde_json::Value;

use crate::project::Project;

const SPEC: &str = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: ., dockerfile: Dockerfile}\n\
    knowledge:\n  db: {provider: postgres}\n  vectors: {provider: qdrant}\n";

/// What is found in a file: code, variable's place and help, a line each.
fn found(file: &str, code: &str) -> Vec<(String, String, String)> {
    let project = Project::new().file("astropods.yml", SPEC).file("Dockerfile", "FROM x\nCOPY . .\n").file(file, code);
    let ran = project.run("audit --format json");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let found = answer["projects"][0]["diagnostics"].as_array().unwrap().iter();
    found.map(|found| (text(&found["code"]), text(&found["message"]), text(&found["help"]))).collect()
}

fn names(file: &str, code: &str) -> Vec<String> {
    found(file, code).into_iter().map(|(_, message, _)| message.split('`').nth(1).unwrap().to_owned()).collect()
}

#[test]
fn of_names_that_one_is_enough_of_nothing_is_said_where_one_is_given() {
    for (file, code) in [
        ("a.py", "import os\nx = os.getenv('VECTOR_URL') or os.getenv('QDRANT_URL')\n"),
        ("a.py", "import os\nx = os.getenv('QDRANT_URL', os.getenv('VECTOR_URL', 'x'))\n"),
        ("a.py", "import os\nx = os.environ.get('A') or (os.environ.get('B') or os.environ['QDRANT_URL'])\n"),
        (
            "a.py",
            "from pydantic import AliasChoices, Field\nfrom pydantic_settings import BaseSettings\n\
             class S(BaseSettings):\n    url: str = Field(validation_alias=AliasChoices('VECTOR_URL', 'QDRANT_URL'))\n",
        ),
        ("a.ts", "const x = process.env.VECTOR_URL ?? process.env.QDRANT_URL\n"),
        ("a.ts", "const x = process.env.A || (process.env.QDRANT_URL ?? process.env.B)\n"),
    ] {
        assert_eq!(names(file, code), [""; 0], "{code}");
        let none = code.replace("QDRANT_URL", "ELSEWHERE");
        assert!(names(file, &none).len() >= 2, "{none}");
    }
    // Where all are asked for, all are needed.
    for (file, code) in [
        ("a.py", "import os\nif not os.getenv('OTHER') or not os.getenv('QDRANT_URL'):\n    print('off')\n"),
        ("a.ts", "if (!process.env.OTHER || !process.env.QDRANT_URL) console.warn('off')\n"),
    ] {
        assert_eq!(names(file, code), ["OTHER"], "{code}");
    }
    // What fails before the other is looked at is still missing.
    assert_eq!(names("a.py", "import os\nx = os.environ['A'] or os.getenv('QDRANT_URL')\n"), ["A"]);
}

#[test]
fn settings_within_settings_are_no_variable_of_their_own() {
    let code = "from pydantic import Field\nfrom pydantic_settings import BaseSettings, SettingsConfigDict\n\
                from .other import CacheSettings\n\
                class Db(BaseSettings):\n    model_config = SettingsConfigDict(env_prefix='POSTGRES_')\n    host: str\n    pool: int = 5\n\
                class Settings(BaseSettings):\n    db: Db = Field(default_factory=Db)\n    again: Db = Db()\n    bare: Db\n\
                \x20   cache: CacheSettings = Field(default_factory=CacheSettings)\n    level: str = 'x'\n";
    assert_eq!(names("a.py", code), ["POSTGRES_POOL", "LEVEL"]);
}

#[test]
fn a_name_of_a_database_leads_to_what_the_store_gives_and_to_no_other_part_of_it() {
    for name in ["POSTGRES_URL", "POSTGRES_URI", "DATABASE_URL", "DB_HOST", "PGHOST"] {
        let found = found("a.py", &format!("import os\nos.environ['{name}']\n"));
        assert_eq!(found.len(), 1);
        assert!(
            found[0].0 == "missing-variable" && found[0].2.starts_with("the plan gives `POSTGRES_DB`, `POSTGRES_HOST`"),
            "{found:?}"
        );
    }
    for (name, meant) in
        [("POSTGRES_HOSTT", "POSTGRES_HOST"), ("POSTGRES_PASWORD", "POSTGRES_PASSWORD"), ("QDRANT_ULR", "QDRANT_URL")]
    {
        let found = found("a.py", &format!("import os\nos.environ['{name}']\n"));
        assert_eq!(found[0].2, format!("did you mean `{meant}`?"));
    }
    // Code that goes on without a database's name may mean another one.
    let found = found("a.py", "import os\nos.environ.get('DB_PASSWORD')\n");
    assert_eq!(found[0].0, "undeclared-variable");
    let project = Project::new().file("astropods.yml", SPEC).file("Dockerfile", "FROM x\nCOPY . .\n");
    let project = project.file("a.py", "import os\nos.environ['DATABASE_URL']\n");
    project.run("audit --fix");
    assert_eq!(fs::read_to_string(project.path("astropods.yml")).unwrap(), SPEC, "what a store has is no input");
}

/// The help of the first finding in code that reads a name, beside stores.
fn help(stores: &str, name: &str) -> String {
    let head = "spec: blueprint/v1\nname: my-agent\nagent:\n  build: {context: ., dockerfile: Dockerfile}\n";
    let project = Project::new().file("astropods.yml", format!("{head}knowledge: {stores}\n"));
    let project = project.file("Dockerfile", "FROM x\nCOPY . .\n");
    let ran = project.file("a.py", format!("import os\nos.environ['{name}']\n")).run("audit --format json");
    let answer: Value = serde_json::from_str(&ran.stdout).unwrap();
    answer["projects"][0]["diagnostics"][0]["help"].as_str().unwrap_or_default().to_owned()
}

#[test]
fn where_stores_of_one_provider_compete_each_is_named_with_its_entry_and_none_is_guessed() {
    let two = "{archive: {provider: postgres}, orders: {provider: postgres}}";
    for part in ["HOST", "PASSWORD"] {
        assert_eq!(
            help(two, &format!("POSTGRES_DB_{part}")),
            format!(
                "the plan gives `POSTGRES_ARCHIVE_{part}` of `knowledge.archive`, `POSTGRES_ORDERS_{part}` of \
                 `knowledge.orders`, and 13 more, which `ast plan` shows"
            )
        );
    }
    let url = help(two, "DATABASE_URL");
    assert!(url.starts_with("the plan gives `POSTGRES_ARCHIVE_DB` of `knowledge.archive`, `POSTGRES_ORDERS_DB` of"));
    assert!(url.ends_with(", and 9 more, which `ast plan` shows"), "{url}");
    let other = help("{archive: {provider: mysql}, orders: {provider: postgres}}", "DB_HOST");
    assert!(other.starts_with("the plan gives `MYSQL_HOST` of `knowledge.archive`, `POSTGRES_HOST` of"), "{other}");
    // What says whose it is by itself is a slip as any other.
    for (name, meant) in [("POSTGRES_ORDERS_HOSTT", "POSTGRES_ORDERS_HOST"), ("POSTGRES_PASWORD", "POSTGRES_PASSWORD")]
    {
        assert_eq!(help(two, name), format!("did you mean `{meant}`?"));
    }
}
