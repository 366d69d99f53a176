//! Lines under lines, joined as a tree. Names of the user's can hold anything, and a line stays one.

use crate::text::one_line;

/// A line with the lines that belong to it.
#[derive(Debug, Default)]
pub(super) struct Tree {
    line: String,
    children: Vec<Self>,
}

impl Tree {
    /// A line without any other.
    pub(super) fn leaf(line: impl Into<String>) -> Self {
        Self { line: line.into(), children: Vec::new() }
    }

    /// A line with others below it.
    pub(super) fn node(line: impl Into<String>, children: Vec<Self>) -> Self {
        Self { line: line.into(), children }
    }

    /// Puts a tree below this line.
    pub(super) fn push(&mut self, child: Self) {
        self.children.push(child);
    }

    /// The tree as text, its own line first.
    pub(super) fn render(&self, text: &mut String) {
        text.push_str(&one_line(&self.line, usize::MAX));
        text.push('\n');
        self.render_children("", text);
    }

    fn render_children(&self, indent: &str, text: &mut String) {
        for (at, child) in self.children.iter().enumerate() {
            let (joint, below) = if at + 1 == self.children.len() { ("└─ ", "   ") } else { ("├─ ", "│  ") };
            text.push_str(indent);
            text.push_str(joint);
            text.push_str(&one_line(&child.line, usize::MAX));
            text.push('\n');
            child.render_children(&format!("{indent}{below}"), text);
        }
    }
}
