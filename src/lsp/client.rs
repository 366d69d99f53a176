//! What the client can do and wants, from what it says of itself; anything that is missing or odd counts as no.

use serde_json::Value;

use super::text::Encoding;

/// What the client can do.
#[derive(Debug, Clone)]
pub(super) struct Client {
    /// What columns count.
    pub(super) encoding: Encoding,
    /// It asks for diagnostics, so that none are sent unasked.
    pub(super) pulls: bool,
    /// It can be told to ask again.
    pub(super) refreshes: bool,
    /// It asks for semantic tokens again when it is told that there are none now.
    pub(super) asks_tokens_again: bool,
    /// It fills in snippets.
    pub(super) snippets: bool,
    /// It knows edits that say which version of a file they are for.
    pub(super) versioned_edits: bool,
    /// It can be asked to watch files.
    pub(super) watches: bool,
    /// The requests by which it is told to ask for inlay hints and code lenses again.
    pub(super) redraws: Vec<&'static str>,
    /// It shows other places of a diagnostic.
    pub(super) related: bool,
    /// It shows Markdown.
    pub(super) markdown: bool,
    /// It shows something beside a label of a list.
    pub(super) label_details: bool,
    /// It knows VS Code's command that opens the list of completions, as it says where it starts the server.
    pub(super) opens_lists: bool,
    /// It folds whole lines.
    pub(super) folds_lines: bool,
    /// It shows Markdown in messages of diagnostics.
    pub(super) markdown_messages: bool,
    /// It shows Markdown beside what it completes.
    pub(super) markdown_items: bool,
    /// It has the commands of `ast` that lenses run, as it says where it starts the server.
    pub(super) runs_commands: bool,
    /// Where the page of all codes is, as it says there.
    pub(super) reference: Option<String>,
    /// It makes files that an edit asks for.
    pub(super) creates: bool,
    /// It lets the user fill in what an edit leaves open.
    pub(super) snippet_edits: bool,
}

impl Client {
    /// Reads the parameters of `initialize`.
    pub(super) fn new(params: &Value) -> Self {
        let capability = |path: &str| params["capabilities"].pointer(path);
        let is = |path: &str| capability(path).and_then(Value::as_bool).unwrap_or(false);
        let words =
            |path: &str| capability(path).and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str);
        Self {
            encoding: Encoding::agreed(words("/general/positionEncodings")),
            pulls: capability("/textDocument/diagnostic").is_some_and(Value::is_object),
            refreshes: is("/workspace/diagnostics/refreshSupport"),
            asks_tokens_again: is("/textDocument/semanticTokens/serverCancelSupport"),
            snippets: is("/textDocument/completion/completionItem/snippetSupport"),
            versioned_edits: is("/workspace/workspaceEdit/documentChanges"),
            watches: is("/workspace/didChangeWatchedFiles/dynamicRegistration"),
            redraws: ["inlayHint", "codeLens"]
                .into_iter()
                .zip(["workspace/inlayHint/refresh", "workspace/codeLens/refresh"])
                .filter_map(|(view, request)| is(&format!("/workspace/{view}/refreshSupport")).then_some(request))
                .collect(),
            related: is("/textDocument/publishDiagnostics/relatedInformation")
                || is("/textDocument/diagnostic/relatedInformation"),
            markdown: words("/textDocument/hover/contentFormat").any(|format| format == "markdown"),
            label_details: is("/textDocument/completion/completionItem/labelDetailsSupport"),
            opens_lists: params["initializationOptions"]["opensLists"].as_bool().unwrap_or(false),
            folds_lines: is("/textDocument/foldingRange/lineFoldingOnly"),
            markdown_messages: is("/textDocument/diagnostic/markupMessageSupport")
                || is("/textDocument/publishDiagnostics/markupMessageSupport"),
            markdown_items: words("/textDocument/completion/completionItem/documentationFormat")
                .any(|format| format == "markdown"),
            runs_commands: params["initializationOptions"]["runsCommands"].as_bool().unwrap_or(false),
            reference: params["initializationOptions"]["reference"].as_str().map(str::to_owned),
            creates: is("/workspace/workspaceEdit/documentChanges")
                && words("/workspace/workspaceEdit/resourceOperations").any(|operation| operation == "create"),
            snippet_edits: is("/workspace/workspaceEdit/snippetEditSupport"),
        }
    }
}

/// What the user can set.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Preferences {
    /// Whether injected variables and defaults are shown in the text.
    pub(super) hints: bool,
    /// Whether something can be done above entries.
    pub(super) lenses: bool,
    /// Whether the code of what is built is read.
    pub(super) audit: bool,
}

impl Preferences {
    /// Reads settings, which clients send bare or below `ast`.
    pub(super) fn read(settings: &Value) -> Self {
        let settings = settings.get("ast").unwrap_or(settings);
        let hints = &settings["inlayHints"];
        Self {
            hints: hints.as_bool().or(hints["enabled"].as_bool()).unwrap_or(true),
            lenses: settings["codeLenses"].as_bool().unwrap_or(true),
            audit: settings["audit"].as_bool().unwrap_or(true),
        }
    }
}
