#!/usr/bin/env python3
"""A spec whose names all have N characters, so that generated lines break wherever they can: sdk-names N."""

import sys

length = int(sys.argv[1])


def name(letter):
    long = (f"{letter}-" + "long-name-" * 10)[:length].rstrip("-")
    return long.ljust(length, "x") if length > 2 else f"{letter}x"


def variable(letter):
    return name(letter).replace("-", "_").upper()


def entries(*lines):
    return "\n".join(f"  {name(letter)}: {line}" for letter, line in zip("abcdefgh", lines, strict=False))


def provider(word):
    return f"{{provider: {word}}}"


def gateway(*ids):
    return f"{{provider: gateway, models: [{', '.join(ids)}]}}"


def field(letter, rest):
    return f"{{name: {variable(letter)}, datatype: {rest}}}"


models = [gateway("claude-sonnet-4-6", "claude-haiku-4-5"), *map(provider, ("openai", "anthropic", "google", "cohere"))]
models += ['{container: {image: "x:1"}}', provider("gateway"), gateway("titan-embed-text-v2")]
inputs = [
    field("a", "string, description: A text."),
    field("b", 'number, default: "1"'),
    field("c", "string, display-as: select, options: [one, two], default: one"),
    field("d", "array, optional: true"),
    field("e", "string, secret: true, optional: true"),
    field("f", "object, secret: true"),
]
print(
    f"""spec: blueprint/v1
name: {name("agent" if length > 2 else "a")[:60].rstrip("-")}
agent:
  image: x:1
models:
{entries(*models)}
knowledge:
{entries(*map(provider, ("redis", "postgres", "qdrant", "neo4j", "mysql", "pinecone", "redis")))}
integrations:
{entries(provider("github"), provider("gitlab"))}
inputs:
{entries(*inputs)}
ingestion:
  {name("a")}:
    container: {{image: "x:1", environment: {{MODE: x}}}}
    trigger: {{type: manual}}"""
)
