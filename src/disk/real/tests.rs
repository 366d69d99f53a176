//! What a repository can put in the way of a reader, and what the reader makes of it.

#![expect(clippy::disallowed_methods, reason = "tests make their files")]

use std::fs;
use std::os::unix::fs::symlink;
use std::os::unix::net::UnixListener;

use super::*;

/// A repository with a file, and beside it what is nobody's business.
fn world() -> (tempfile::TempDir, PathBuf, RealDisk) {
    let world = tempfile::tempdir().unwrap();
    let root = world.path().canonicalize().unwrap().join("repository");
    fs::create_dir_all(root.join(".git")).unwrap();
    fs::create_dir_all(root.join("a/b")).unwrap();
    fs::write(root.join("a/file"), "inside").unwrap();
    fs::write(world.path().join("secret"), "outside").unwrap();
    let disk = RealDisk::new(&root.join("a"));
    (world, root, disk)
}

#[test]
fn a_link_is_followed_inside_of_the_repository_and_never_out_of_it() {
    let (world, root, disk) = world();
    let outside = world.path().join("secret");
    let at = |name: &str| root.join("a").join(name);
    for (name, to) in [("near", "file"), ("far", "../a/b/../file"), ("chain", "near")] {
        symlink(to, at(name)).unwrap();
        assert_eq!(disk.read(&at(name)).unwrap(), b"inside", "{name}");
    }
    symlink(at("file"), at("full")).unwrap();
    assert_eq!(disk.read(&at("full")).unwrap(), b"inside");
    symlink("../..", at("up")).unwrap();
    symlink(world.path(), at("out")).unwrap();
    symlink(&outside, at("absolute")).unwrap();
    symlink("../../secret", at("relative")).unwrap();
    symlink("relative", at("step")).unwrap();
    symlink("/proc/self/environ", at("environ")).unwrap();
    for name in ["up/secret", "out/secret", "absolute", "relative", "step", "environ", "b/../relative"] {
        assert!(matches!(disk.read(&at(name)), Err(ReadError::LeadsOut)), "{name}");
        assert!(!disk.exists(&at(name)), "{name}");
    }
    symlink("loop", at("loop")).unwrap();
    assert!(disk.read(&at("loop")).is_err());
}

#[test]
fn only_regular_files_are_read_and_nothing_waits() {
    let (_world, root, disk) = world();
    let at = |name: &str| root.join("a").join(name);
    rustix::fs::mknodat(rustix::fs::CWD, at("pipe"), rustix::fs::FileType::Fifo, 0o644.into(), 0).unwrap();
    let _listener = UnixListener::bind(at("socket")).unwrap();
    symlink("pipe", at("link")).unwrap();
    for name in ["pipe", "link"] {
        assert!(matches!(disk.read(&at(name)), Err(ReadError::NotRegular)), "{name}");
    }
    assert!(disk.read(&at("socket")).is_err());
    assert_eq!(disk.read(&at("b")).unwrap_err().to_string(), "it is a folder");
    for device in ["/dev/zero", "/dev/null", "/dev/tty"] {
        assert!(disk.read(Path::new(device)).is_err(), "{device}");
    }
    fs::File::create(at("large")).unwrap().set_len(1 << 40).unwrap();
    assert_eq!(disk.read(&at("large")).unwrap().len(), LARGEST_FILE + 1);
}

#[test]
fn a_repository_inside_of_another_is_a_root_of_its_own() {
    let (_world, root, disk) = world();
    let inner = root.join("a/b");
    fs::create_dir_all(inner.join(".git")).unwrap();
    symlink("../file", inner.join("link")).unwrap();
    assert!(matches!(disk.read(&inner.join("link")), Err(ReadError::LeadsOut)));
    // Whoever comes there by a search learns the same of it.
    let disk = RealDisk::new(&root);
    for folder in [&root, &root.join("a"), &inner] {
        disk.list(folder).unwrap();
    }
    assert!(matches!(disk.read(&inner.join("link")), Err(ReadError::LeadsOut)));
    fs::remove_dir(inner.join(".git")).unwrap();
    assert_eq!(RealDisk::new(&root).read(&inner.join("link")).unwrap(), b"inside");
}

#[test]
fn a_linked_folder_is_no_way_to_another_root() {
    let (world, root, disk) = world();
    fs::create_dir_all(world.path().join("other/.git")).unwrap();
    fs::write(world.path().join("other/astropods.yml"), "outside").unwrap();
    symlink(world.path().join("other"), root.join("agent")).unwrap();
    for path in ["agent/astropods.yml", "agent/.git", "agent"] {
        assert!(disk.read(&root.join(path)).is_err() && !disk.exists(&root.join(path)), "{path}");
    }
    assert!(disk.list(&root.join("agent")).is_err());
}

#[test]
fn what_the_user_names_elsewhere_has_a_root_of_its_own() {
    let (world, root, disk) = world();
    let elsewhere = world.path().join("elsewhere/deep");
    fs::create_dir_all(&elsewhere).unwrap();
    fs::write(elsewhere.join("file"), "mine").unwrap();
    symlink(&elsewhere, world.path().join("short")).unwrap();
    symlink("../../secret", elsewhere.join("link")).unwrap();
    for disk in [&disk, &RealDisk::default()] {
        assert_eq!(disk.read(&world.path().join("short/file")).unwrap(), b"mine");
        assert_eq!(disk.read(&root.join("../elsewhere/deep/file")).unwrap(), b"mine");
        assert!(matches!(disk.read(&elsewhere.join("link")), Err(ReadError::LeadsOut)));
    }
    // Without a repository, the folder that a command was started in is the root.
    assert_eq!(RealDisk::new(world.path()).read(&elsewhere.join("link")).unwrap(), b"outside");
}

#[test]
fn a_folder_is_listed_in_order_and_links_are_told() {
    let (_world, root, disk) = world();
    symlink("file", root.join("a/z")).unwrap();
    let names: Vec<_> = disk.list(&root.join("a")).unwrap();
    let names: Vec<_> = names.iter().map(|(name, kind)| (name.to_str().unwrap(), *kind)).collect();
    assert_eq!(names, [("b", EntryKind::Folder), ("file", EntryKind::File), ("z", EntryKind::Link)]);
    assert_eq!(disk.list(&root).unwrap().len(), 2);
}
