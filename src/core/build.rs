//! Embeds `templates/**`, so that adding a template is adding a file, and the languages of client code are the folders of
//! their templates.

use std::error::Error;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

#[expect(clippy::disallowed_methods, reason = "a build script reads its environment and writes a file")]
fn main() -> Result<(), Box<dyn Error>> {
    let own = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let root = own.ancestors().nth(2).ok_or("the crate is not in src/core")?;
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let folder = root.join("templates");
    let name = |file: &Path| Some(file.strip_prefix(&folder).ok()?.to_str()?.replace('\\', "/"));
    fs::write(out.join("templates.rs"), table(&files(&folder)?, name)?)?;
    fs::write(out.join("languages.rs"), format!("&{:?}", folders(&folder.join("sdk"))?))?;
    Ok(())
}

/// The names of the folders in a folder, sorted.
fn folders(folder: &Path) -> Result<Vec<String>, Box<dyn Error>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.path().is_dir() {
            found.push(entry.file_name().into_string().map_err(|_| "the name of a language is not UTF-8")?);
        }
    }
    found.sort();
    Ok(found)
}

/// The files below a folder, sorted.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Box<dyn Error>> {
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(files(&path)?);
        } else {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// The source of a table of names and texts.
fn table(files: &[PathBuf], name: impl Fn(&Path) -> Option<String>) -> Result<String, Box<dyn Error>> {
    let mut table = String::from("&[\n");
    for file in files {
        let name = name(file).ok_or("the name of an embedded file is not UTF-8")?;
        writeln!(table, "({name:?}, include_str!({:?})),", file.display().to_string())?;
    }
    table.push(']');
    Ok(table)
}
