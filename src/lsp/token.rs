//! What the words of a text mean, as numbers: each line and column counted from the token before.

use gen_lsp_types::{
    SemanticToken, SemanticTokenModifiers, SemanticTokenTypes, SemanticTokens, SemanticTokensLegend,
    SemanticTokensParams,
};

use super::state::Server;
use crate::assist::{Meaning, Token, tokens};

/// The protocol's word for a meaning.
fn kind(meaning: Meaning) -> SemanticTokenTypes {
    match meaning {
        Meaning::Key => SemanticTokenTypes::Property,
        Meaning::Name => SemanticTokenTypes::Namespace,
        Meaning::Variable => SemanticTokenTypes::Variable,
        Meaning::Known => SemanticTokenTypes::Type,
        Meaning::Own => SemanticTokenTypes::Class,
        Meaning::Word => SemanticTokenTypes::EnumMember,
    }
}

/// What the numbers mean.
pub(super) fn legend() -> SemanticTokensLegend {
    let modifiers = [SemanticTokenModifiers::Declaration, SemanticTokenModifiers::Deprecated];
    SemanticTokensLegend {
        token_types: Meaning::ALL.into_iter().map(|meaning| String::from(kind(meaning))).collect(),
        token_modifiers: modifiers.into_iter().map(String::from).collect(),
    }
}

pub(super) fn answer(server: &Server, params: &SemanticTokensParams) -> Option<SemanticTokens> {
    let file = server.spec(&params.text_document.uri)?;
    let (mut line, mut column) = (0, 0);
    let one = |token: Token| {
        let range = file.range(token.span);
        let start = range.start;
        let delta_start = if start.line == line { start.character - column } else { start.character };
        let delta_line = start.line - line;
        (line, column) = (start.line, start.character);
        let number = Meaning::ALL.iter().position(|meaning| *meaning == token.meaning).unwrap_or_default();
        SemanticToken {
            delta_line,
            delta_start,
            length: range.end.character.saturating_sub(start.character),
            token_type: u32::try_from(number).unwrap_or_default(),
            token_modifiers_bitset: u32::from(token.is_declaration) | (u32::from(token.is_deprecated) << 1),
        }
    };
    let data = tokens(&file.project().compilation).into_iter().map(one).collect();
    Some(SemanticTokens { result_id: None, data })
}
