//! Between the URIs of the protocol and paths of the disk.

use std::path::{Path, PathBuf};

use gen_lsp_types::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What stays as it is in the path of a URI.
const KEPT: &AsciiSet = &NON_ALPHANUMERIC.remove(b'/').remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The path of a file's URI; none of anything that is no file.
pub(super) fn path(uri: &Uri) -> Option<PathBuf> {
    let rest = uri.as_ref().strip_prefix("file://")?;
    // An authority, which only Windows' shares have, is no path here.
    let path = &rest[rest.find('/')?..];
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let path = percent_decode_str(path).decode_utf8().ok()?;
    let drive = cfg!(windows) && path.as_bytes().get(2) == Some(&b':');
    Some(PathBuf::from(if drive { &path[1..] } else { &path }))
}

/// The last part of a URI's path, decoded: an unsaved file has a name too.
pub(super) fn name(uri: &Uri) -> String {
    let last = uri.as_ref().rsplit(['/', ':']).next().unwrap_or_default();
    percent_decode_str(last.split(['?', '#']).next().unwrap_or_default()).decode_utf8_lossy().into_owned()
}

/// The URI of a file beside another.
pub(super) fn sibling(uri: &Uri, name: &str) -> Option<Uri> {
    let (folder, _) = uri.as_ref().rsplit_once('/')?;
    Some(Uri(format!("{folder}/{name}")))
}

/// The URI of a path.
pub(super) fn of(path: &Path) -> Uri {
    let text = path.to_string_lossy();
    let text = if cfg!(windows) { format!("/{}", text.replace('\\', "/")) } else { text.into_owned() };
    Uri(format!("file://{}", utf8_percent_encode(&text, KEPT)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_survives_the_way_there_and_back() {
        for there in ["/a/astropods.yml", "/a b/ü%20/x#y?.yml"] {
            let uri = of(Path::new(there));
            assert!(uri.as_ref().is_ascii());
            assert_eq!(path(&uri).as_deref(), Some(Path::new(there)));
        }
        assert_eq!(name(&Uri("untitled:a/astropods%2Eyml".into())), "astropods.yml");
        for none in ["untitled:astropods.yml", "file://", "", "https://x/y"] {
            assert_eq!(path(&Uri(none.into())), None, "{none}");
        }
    }
}
