//! Any steps of an interrupted run, or any bytes instead of a journal: what is undone lies in the folder, and neither
//! git's files nor what is outside change.

#![no_main]

use std::fs;
use std::path::{Path, PathBuf};

use ast::disk::Identity;
use ast::output::{Place, Run};
use libfuzzer_sys::fuzz_target;
use sha2::{Digest, Sha256};

/// A folder with an output folder in it, made anew each time.
fn project() -> PathBuf {
    let place = std::env::temp_dir().join(format!("ast-fuzz-journal-{}", std::process::id()));
    let _ = fs::remove_dir_all(&place);
    let root = place.join("project");
    for (path, text) in
        [("a", "1"), ("b/c", "2"), (".git/HEAD", "3"), (".ast/stage/old-0", "4"), (".ast/stage/old-1", "5")]
    {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }
    fs::write(place.join("outside"), "6").unwrap();
    place.canonicalize().unwrap()
}

fn name(root: &Path) -> String {
    let digest = Sha256::digest(root.as_os_str().as_encoded_bytes());
    digest.iter().take(16).map(|byte| format!("{byte:02x}")).collect::<String>() + ".json"
}

fuzz_target!(|text: &str| {
    let place = project();
    let (root, state) = (place.join("project"), place.join("state"));
    fs::create_dir_all(state.join("journals")).unwrap();
    let journal = match text.split_at_checked(1) {
        Some(("!", whole)) => whole.to_owned(),
        _ => {
            let folder = serde_json::to_string(&Identity::at(&root).unwrap()).unwrap();
            format!("{{\"folder\":{folder},\"done\":{},\"steps\":[{text}]}}", text.len() % 2 == 0)
        }
    };
    fs::write(state.join("journals").join(name(&root)), journal).unwrap();
    let run = Run::begin(&mut Place { folder: &root, state: Some(&state), waiting: &mut || {} });
    drop(run);
    assert_eq!(fs::read(place.join("outside")).unwrap(), b"6");
    assert_eq!(fs::read(root.join(".git/HEAD")).unwrap(), b"3");
    assert_eq!(fs::read_dir(root.join(".git")).unwrap().count(), 1);
    fs::remove_dir_all(&place).unwrap();
});
