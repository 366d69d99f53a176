//! What the server can do: one table, which `initialize`, the dispatch of requests and the documentation are made from.

use gen_lsp_types::{
    CodeActionKind, CodeActionOptions, CodeActionRequest, CodeLensOptions, CodeLensRequest, CompletionOptions,
    CompletionRequest, DefinitionRequest, DiagnosticOptions, DocumentDiagnosticRequest, DocumentFormattingRequest,
    DocumentHighlightRequest, DocumentLinkOptions, DocumentLinkRequest, DocumentOnTypeFormattingOptions,
    DocumentOnTypeFormattingRequest, DocumentRangeFormattingRequest, DocumentSymbolRequest, ExecuteCommandOptions,
    ExecuteCommandRequest, FoldingRangeRequest, HoverRequest, InlayHintRequest, PrepareRenameRequest,
    ReferencesRequest, RenameOptions, RenameRequest, Request, Save, SaveOptions, SelectionRangeRequest,
    SemanticTokensOptions, SemanticTokensRequest, ServerCapabilities, TextDocumentSyncKind, TextDocumentSyncOptions,
    WorkspaceFoldersServerCapabilities, WorkspaceOptions,
};
use serde_json::Value;

use super::client::Client;
use super::state::{Refusal, Server};
use super::{
    action, command, completion, diagnostics, formatting, hint, hover, lens, link, navigation, rename, structure, token,
};

/// Answers a request.
pub(super) type Handler = fn(&Server, Value) -> Result<Value, Refusal>;

/// Something that the server can do.
pub struct Capability {
    /// What an editor's user would call it.
    pub name: &'static str,
    /// What it does, in words; Markdown.
    pub about: &'static str,
    /// The methods that it answers.
    pub methods: &'static [&'static str],
    pub(super) handlers: &'static [Handler],
    pub(super) announce: fn(&mut ServerCapabilities, &Client),
}

/// A row: the handlers of its requests give an answer, or (`or refused`) say why there is none.
macro_rules! row {
    ($name:literal, $about:literal, [$($request:ty => $handler:expr $(, or $why:ident)?);*], $announce:expr) => {
        Capability {
            name: $name,
            about: $about,
            methods: &[$(<$request as Request>::METHOD.as_str()),*],
            handlers: &[$(|server, params| {
                answer::<$request>(params, |params| row!(@answer $handler(server, params) $(, $why)?))
            }),*],
            announce: $announce,
        }
    };
    (@answer $answer:expr) => { Ok($answer) };
    (@answer $answer:expr, refused) => { $answer };
}

/// Everything that the server can do.
pub static CAPABILITIES: &[Capability] = &[
    row!(
        "Diagnostics",
        "What `ast validate` says of the same text, at every change. Where the client can, it asks; else they are sent.",
        [DocumentDiagnosticRequest => diagnostics::answer],
        |capabilities, client| {
            if client.pulls {
                capabilities.diagnostic_provider =
                    Some(DiagnosticOptions { identifier: Some("ast".into()), ..DiagnosticOptions::default() }.into());
            }
        }
    ),
    row!(
        "Completion",
        "Keys with their texts, required ones first, then by use; words, providers of the section with what they inject, \
         models of the gateway, your own providers, names of ingestion jobs, adapters, variables, anchors, schedules; whole \
         entries, found by their provider's name too; a whole spec in an empty file.",
        [CompletionRequest => completion::answer],
        |capabilities, _| {
            let triggers = [":", " ", "-", "[", "\"", "/", "*"].map(str::to_owned).to_vec();
            capabilities.completion_provider =
                Some(CompletionOptions { trigger_characters: Some(triggers), ..CompletionOptions::default() });
        }
    ),
    row!(
        "Hover",
        "A key's text; what an entry becomes (host, ports, the variables that it injects); where a variable comes from and \
         who reads it; when a cron expression runs next; what a code means. No secret's value.",
        [HoverRequest => hover::answer],
        |capabilities, _| capabilities.hover_provider = Some(true.into())
    ),
    row!(
        "Code actions",
        "The fixes of `ast fix`, one by one or all safe ones; the keys that are missing; a Dockerfile that is missing, where the \
         client can make files; last a comment that silences a finding.",
        [CodeActionRequest => action::answer],
        |capabilities, _| {
            let kinds = vec![CodeActionKind::QuickFix, action::FIX_ALL, CodeActionKind::RefactorRewrite];
            capabilities.code_action_provider =
                Some(CodeActionOptions { code_action_kinds: Some(kinds), ..CodeActionOptions::default() }.into());
        }
    ),
    row!(
        "Formatting",
        "The layout of `ast fmt`: of the whole text, of the lines that are selected, or of the line that Enter ends.",
        [
            DocumentFormattingRequest => formatting::answer, or refused;
            DocumentRangeFormattingRequest => formatting::range, or refused;
            DocumentOnTypeFormattingRequest => formatting::on_type
        ],
        |capabilities, _| {
            capabilities.document_formatting_provider = Some(true.into());
            capabilities.document_range_formatting_provider = Some(true.into());
            let first_trigger_character = "\n".to_owned();
            capabilities.document_on_type_formatting_provider =
                Some(DocumentOnTypeFormattingOptions { first_trigger_character, more_trigger_character: None });
        }
    ),
    row!(
        "Rename",
        "A provider of your own with its uses, an ingestion job with its schedule, the variable of inputs, an entry, an anchor \
         with its aliases.",
        [PrepareRenameRequest => rename::prepare; RenameRequest => rename::answer, or refused],
        |capabilities, _| {
            let options = RenameOptions { prepare_provider: Some(true), ..RenameOptions::default() };
            capabilities.rename_provider = Some(options.into());
        }
    ),
    row!(
        "Definition, references, highlight",
        "Of the same names: where one is declared, and where it is used; an alias leads to its anchor.",
        [
            DefinitionRequest => navigation::definition;
            ReferencesRequest => navigation::references;
            DocumentHighlightRequest => navigation::highlight
        ],
        |capabilities, _| {
            capabilities.definition_provider = Some(true.into());
            capabilities.references_provider = Some(true.into());
            capabilities.document_highlight_provider = Some(true.into());
        }
    ),
    row!(
        "Outline, folding, selection",
        "Sections, entries and keys, each with its provider or value; what spans several lines folds; a selection grows from \
         a word to its entry.",
        [
            DocumentSymbolRequest => structure::symbols;
            FoldingRangeRequest => structure::folding;
            SelectionRangeRequest => structure::selection
        ],
        |capabilities, _| {
            capabilities.document_symbol_provider = Some(true.into());
            capabilities.folding_range_provider = Some(true.into());
            capabilities.selection_range_provider = Some(true.into());
        }
    ),
    row!(
        "Links",
        "Build contexts and Dockerfiles that exist.",
        [DocumentLinkRequest => link::answer],
        |capabilities, _| {
            capabilities.document_link_provider = Some(DocumentLinkOptions::default());
        }
    ),
    row!(
        "Inlay hints",
        "The variables that an entry injects, the model that is the default, the port that is assumed. The setting \
         `ast.inlayHints` switches them off.",
        [InlayHintRequest => hint::answer],
        |capabilities, _| capabilities.inlay_hint_provider = Some(true.into())
    ),
    row!(
        "Code lenses",
        "The plan, a run, and how much is still to be set, above the agent, stores and jobs, in a client that has these \
         commands. The setting `ast.codeLenses` switches them off.",
        [CodeLensRequest => lens::answer],
        |capabilities, client| {
            if client.runs_commands {
                capabilities.code_lens_provider = Some(CodeLensOptions::default());
            }
        }
    ),
    row!(
        "Semantic tokens",
        "Names, variables, words of the language, known providers and models, deprecated keys.",
        [SemanticTokensRequest => token::answer],
        |capabilities, _| {
            let options = SemanticTokensOptions {
                legend: token::legend(),
                full: Some(true.into()),
                ..SemanticTokensOptions::default()
            };
            capabilities.semantic_tokens_provider = Some(options.into());
        }
    ),
    row!(
        "Commands",
        "`ast.showPlan` with a spec's URI, and `cluster` if wanted, gives the plan as `ast plan` draws it; `ast.planTree` \
         the same as a tree.",
        [ExecuteCommandRequest => command::answer, or refused],
        |capabilities, _| {
            let commands = vec![command::SHOW_PLAN.to_owned(), command::PLAN_TREE.to_owned()];
            capabilities.execute_command_provider =
                Some(ExecuteCommandOptions { commands, ..ExecuteCommandOptions::default() });
        }
    ),
];

/// What a client is told of all that, and of what it is to send.
pub(super) fn announced(client: &Client) -> ServerCapabilities {
    let mut capabilities = ServerCapabilities {
        position_encoding: Some(client.encoding.kind()),
        text_document_sync: Some(
            TextDocumentSyncOptions {
                open_close: Some(true),
                change: Some(TextDocumentSyncKind::Incremental),
                save: Some(Save::SaveOptions(SaveOptions { include_text: Some(false) })),
                ..TextDocumentSyncOptions::default()
            }
            .into(),
        ),
        workspace: Some(WorkspaceOptions {
            workspace_folders: Some(WorkspaceFoldersServerCapabilities {
                supported: Some(true),
                change_notifications: Some(true.into()),
            }),
            ..WorkspaceOptions::default()
        }),
        ..ServerCapabilities::default()
    };
    for row in CAPABILITIES {
        (row.announce)(&mut capabilities, client);
    }
    capabilities
}

/// The handler of a method.
pub(super) fn handler(method: &str) -> Option<Handler> {
    CAPABILITIES.iter().find_map(|row| {
        let at = row.methods.iter().position(|other| *other == method)?;
        row.handlers.get(at).copied()
    })
}

fn answer<R: Request>(
    params: Value,
    handler: impl FnOnce(&R::Params) -> Result<R::Result, Refusal>,
) -> Result<Value, Refusal> {
    let params = serde_json::from_value(params).map_err(|error| Refusal::invalid(error.to_string()))?;
    let result = handler(&params)?;
    serde_json::to_value(result).map_err(|error| Refusal::failed(error.to_string()))
}
