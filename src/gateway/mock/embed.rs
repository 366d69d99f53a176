//! Vectors of texts: of equal texts equal, of texts that share words near each other.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest as _, Sha256};

use super::super::answer::{Answer, Refusal, Usage};
use super::token;

/// How many texts one request may bring.
const MOST: usize = 2048;
/// The width where nothing is known of a model.
const WIDTH: usize = 1024;

/// The answer to a request.
pub(super) fn answer(
    body: &Map<String, Value>,
    texts: &[String],
    model: &str,
    widths: &[usize],
) -> Result<Answer, Refusal> {
    let width = width(body.get("dimensions"), model, widths)?;
    let is_base64 = match body.get("encoding_format").and_then(Value::as_str) {
        None | Some("float") => false,
        Some("base64") => true,
        Some(_) => {
            let message = "`encoding_format`: expected `float` or `base64`";
            return Err(Refusal::of("encoding_format", message));
        }
    };
    let tokens = texts.iter().map(|text| token::count(text)).sum();
    let datum = |(index, text): (usize, &String)| {
        let vector = vector(text, width);
        let vector = if is_base64 {
            let bytes: Vec<u8> = vector.iter().flat_map(|number| number.to_le_bytes()).collect();
            json!(STANDARD.encode(bytes))
        } else {
            json!(vector.iter().map(|number| (f64::from(*number) * 1e8).round() / 1e8).collect::<Vec<_>>())
        };
        json!({"object": "embedding", "index": index, "embedding": vector})
    };
    let data: Vec<_> = texts.iter().enumerate().map(datum).collect();
    let usage = json!({"prompt_tokens": tokens, "total_tokens": tokens});
    let whole = json!({"object": "list", "data": data, "model": model, "usage": usage});
    Ok(Answer { usage: Some(Usage { prompt: tokens, completion: 0 }), ..Answer::whole(200, &whole) })
}

/// How many numbers a vector has.
fn width(asked: Option<&Value>, model: &str, widths: &[usize]) -> Result<usize, Refusal> {
    let Some(asked) = asked.filter(|asked| !asked.is_null()) else {
        return Ok(widths.first().copied().unwrap_or(WIDTH));
    };
    let number = asked.as_u64().and_then(|number| usize::try_from(number).ok());
    number.filter(|number| widths.contains(number)).ok_or_else(|| {
        let known: Vec<_> = widths.iter().map(ToString::to_string).collect();
        let message = format!("`dimensions`: `{model}` makes vectors of {}", known.join(", "));
        Refusal::of("dimensions", message)
    })
}

/// The texts that a request brings: one, a list of them, or tokens, which are taken for words.
pub(super) fn texts(input: Option<&Value>) -> Result<Vec<String>, Refusal> {
    let refuse = |message: &str| Err(Refusal::of("input", message));
    let words = |numbers: &[Value]| {
        let words = numbers.iter().map(|number| number.as_u64().map(|number| number.to_string()));
        words.collect::<Option<Vec<_>>>().map(|words| words.join(" "))
    };
    let found = match input {
        Some(Value::String(text)) => Some(vec![text.clone()]),
        Some(Value::Array(items)) if items.first().is_some_and(Value::is_number) => words(items).map(|text| vec![text]),
        Some(Value::Array(items)) => items
            .iter()
            .map(|item| match item {
                Value::String(text) => Some(text.clone()),
                Value::Array(numbers) => words(numbers),
                _ => None,
            })
            .collect(),
        _ => None,
    };
    match found {
        None => refuse("`input`: expected a text, or a list of texts"),
        Some(texts) if texts.is_empty() || texts.iter().any(String::is_empty) => refuse("`input` is empty"),
        Some(texts) if texts.len() > MOST => refuse(&format!("`input` has more than {MOST} texts")),
        Some(texts) => Ok(texts),
    }
}

/// The sum of the directions of a text's words, of length one. Two words have nothing in common, so that what two texts
/// share is what their vectors share.
fn vector(text: &str, width: usize) -> Vec<f32> {
    let lower = text.to_lowercase();
    let mut words: BTreeSet<&str> =
        lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    if words.is_empty() {
        words.insert(&lower);
    }
    let mut sum = vec![0_i16; width];
    for word in words {
        for (block, numbers) in sum.chunks_mut(256).enumerate() {
            let bits = Sha256::new().chain_update(block.to_le_bytes()).chain_update(word).finalize();
            for (at, number) in numbers.iter_mut().enumerate() {
                let is_up = bits[at / 8] >> (at % 8) & 1 == 1;
                *number = number.saturating_add(if is_up { 1 } else { -1 });
            }
        }
    }
    let length = sum.iter().map(|number| f32::from(*number).powi(2)).sum::<f32>().sqrt();
    // Words that cancel each other out are too few to be met, but nobody may be given nothing.
    let length = if length > 0.0 { length } else { 1.0 };
    sum.iter().map(|number| f32::from(*number) / length).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cosine(a: &str, b: &str, width: usize) -> f32 {
        vector(a, width).iter().zip(vector(b, width)).map(|(a, b)| a * b).sum()
    }

    #[test]
    fn what_texts_share_is_what_their_vectors_share() {
        let words: Vec<String> = (0..120).map(|number| format!("word{number}")).collect();
        for width in [1024, 512] {
            for four in words.chunks(8) {
                let text = four[..4].join(" ");
                let other = format!("{} {}", four[..3].join(" "), four[4]);
                assert!(cosine(&text, &other, width) > 0.6, "{text} / {other} at {width}");
                let none = four[4..].join(" ");
                assert!(cosine(&text, &none, width).abs() < 0.2, "{text} / {none} at {width}");
            }
        }
        assert!((cosine("The tides turn", "the tides, turn!", 256) - 1.0).abs() < 1e-5);
    }
}
