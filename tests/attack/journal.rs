//! A journal that came with the repository is nobody's word: nothing of it is done, and no run waits for it.

use ast::cli::Status;

use super::world::{World, sha256};

/// Journals as this program and earlier ones wrote them, and as nobody did.
fn journals() -> Vec<String> {
    let step = |path: &str, new: &str, old: &str| {
        format!(r#"{{"path":{path:?},"new":{new},"had_old":{old},"old":{old},"made":[]}}"#)
    };
    let spec = format!("\"{}\"", sha256(crate::project::GOOD));
    let mut found = vec![String::new(), "{".into(), "null".into(), "[[[[".into(), "[]".into()];
    for path in [
        ".git/hooks/post-checkout",
        ".GIT/hooks/post-checkout",
        "../home/folder/kept",
        "../../etc/passwd",
        "/etc/hostname",
        "sub/../../home/netrc",
        ".github/workflows/x.yml",
        ".env",
        "astropods.yml",
    ] {
        found.push(format!("[{}]", step(path, "null", "true")));
        found.push(format!("[{}]", step(path, &spec, "false")));
        found.push(format!("[{}]", step(path, "\"00\"", "true")));
        let made = r#"["../home","/tmp",".git"]"#;
        found.push(format!(r#"[{{"path":{path:?},"new":null,"had_old":true,"made":{made}}}]"#));
        let dressed = format!(r#"{{"folder":[1,2],"done":false,"steps":[{}]}}"#, step(path, "null", "true"));
        found.extend([dressed.clone(), dressed.replace("false", "true")]);
    }
    found
}

#[test]
fn a_committed_journal_is_not_obeyed() {
    for journal in journals() {
        let world = World::new(|clone| {
            clone.file(".ast/stage/journal.json", &journal);
            clone.program(".ast/stage/old-0", "#!/bin/sh\ntouch ran\n");
            clone.file(".ast/stage/new-0", "x");
        });
        let spec = world.text("astropods.yml");
        let outcome = world.run("generate env");
        assert_eq!(outcome.status, Status::Fine, "{journal}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("nothing of it was done"), "{}", outcome.stderr);
        assert_eq!(world.text("astropods.yml"), spec, "{journal}");
        assert!(!world.exists(".env") && !world.exists(".git/hooks/post-checkout"), "{journal}");
        // What was set aside is not lost, says nothing a second time, and is no longer where a run looks.
        assert_eq!(world.text(".ast/set-aside-1/old-0"), "#!/bin/sh\ntouch ran\n");
        assert!(!world.exists(".ast/stage"));
        let again = world.run("generate env");
        assert!(!again.stderr.contains("warning"), "{}", again.stderr);
    }
}

#[test]
fn a_refused_run_obeys_no_journal_either() {
    let world = World::new(|clone| {
        clone.file(".ast/stage/journal.json", r#"[{"path":"astropods.yml","new":null,"had_old":true,"made":[]}]"#);
        clone.file(".ast/stage/old-0", "spec: theirs\n");
        clone.file(".env.example", "MINE=1\n");
    });
    let spec = world.text("astropods.yml");
    assert_eq!(world.run("generate env").status, Status::Invalid);
    assert_eq!((world.text("astropods.yml"), world.text(".env.example")), (spec, "MINE=1\n".into()));
}
