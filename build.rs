//! Embeds `schema/providers/*.yaml`, so that adding a provider is adding a file.

use std::error::Error;
use std::fmt::Write as _;
use std::{env, fs, path::Path};

#[expect(clippy::disallowed_methods, reason = "a build script reads its environment and writes a file")]
fn main() -> Result<(), Box<dyn Error>> {
    let folder = Path::new(&env::var("CARGO_MANIFEST_DIR")?).join("schema/providers");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files =
        fs::read_dir(&folder)?.map(|entry| entry.map(|entry| entry.path())).collect::<Result<Vec<_>, _>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "yaml"));
    files.sort();
    let mut table = String::from("&[\n");
    for file in files {
        let name = file.file_stem().and_then(|stem| stem.to_str()).ok_or("a provider's file name is not UTF-8")?;
        writeln!(table, "({name:?}, include_str!({:?})),", file.display().to_string())?;
    }
    table.push(']');
    fs::write(Path::new(&env::var("OUT_DIR")?).join("providers.rs"), table)?;
    Ok(())
}
