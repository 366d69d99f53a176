//! What an answer that passes by says of its cost.

use serde_json::Value;

use super::answer::Usage;

/// A whole answer, or an event, that is longer says its cost to its client alone.
const LONGEST: usize = 1 << 20;

/// Reads the usage out of an answer while it passes.
#[derive(Debug, Default)]
pub(super) struct Cost {
    is_stream: bool,
    /// The line of a stream, or the whole answer, as far as it is known.
    open: Vec<u8>,
    is_long: bool,
    usage: Option<Usage>,
}

impl Cost {
    pub(super) fn new(is_stream: bool) -> Self {
        Self { is_stream, ..Self::default() }
    }

    /// More of the answer.
    pub(super) fn read(&mut self, mut bytes: &[u8]) {
        if self.is_stream {
            while let Some(end) = bytes.iter().position(|byte| *byte == b'\n') {
                self.keep(&bytes[..end]);
                self.close();
                bytes = &bytes[end + 1..];
            }
        }
        self.keep(bytes);
    }

    fn keep(&mut self, bytes: &[u8]) {
        self.is_long |= self.open.len() + bytes.len() > LONGEST;
        if self.is_long {
            self.open.clear();
        } else {
            self.open.extend_from_slice(bytes);
        }
    }

    /// The end of a line or of the whole.
    fn close(&mut self) {
        let line = if self.is_stream { self.open.strip_prefix(b"data:") } else { Some(&self.open[..]) };
        let has_usage = |line: &&[u8]| line.windows(7).any(|word| word == b"\"usage\"");
        if let Some(line) = line.filter(has_usage) {
            let value: Option<Value> = serde_json::from_slice(line).ok();
            self.usage = value.and_then(|value| Usage::of(value.get("usage")?)).or(self.usage);
        }
        self.open.clear();
        self.is_long = false;
    }

    /// What is known of it at the end.
    pub(super) fn usage(&mut self) -> Option<Usage> {
        self.close();
        self.usage
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cost_is_found_wherever_the_answer_is_cut() {
        let stream = "data: {\"usage\":null}\r\n\r\ndata: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}\n\ndata: [DONE]\n\n";
        let whole = "{\n\"usage\": {\"prompt_tokens\":3,\"completion_tokens\":4}}";
        for (text, is_stream) in [(stream, true), (whole, false)] {
            for size in [1, 2, 7, 500] {
                let mut cost = Cost::new(is_stream);
                text.as_bytes().chunks(size).for_each(|chunk| cost.read(chunk));
                assert_eq!(cost.usage(), Some(Usage { prompt: 3, completion: 4 }), "{text} by {size}");
            }
        }
        let mut cost = Cost::new(true);
        cost.read(&vec![b'x'; 3 << 20]);
        assert!(cost.open.capacity() < 4 << 20);
        assert_eq!(cost.usage(), None);
    }
}
