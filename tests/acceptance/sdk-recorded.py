#!/usr/bin/env python3
"""What clients of the generated Python packages send, copies and forms for asyncio too: sdk-recorded FOLDER URL LOG.

A server at URL, and under the providers' names, notes in LOG what it is asked and refuses it. Whatever names an account, a key,
a header or an address to the official clients is marked as `stray` in the environment: no mark arrives, and none is in what
an error says.
"""

import asyncio
import functools
import inspect
import logging
import os
import pathlib
import sys
import traceback
import warnings

folder, url, log = pathlib.Path(sys.argv[1]), sys.argv[2], pathlib.Path(sys.argv[3])
for name in ("everything", "choices"):
    sys.path.insert(0, str(folder / name / "sdk/python"))
warnings.simplefilter("ignore")
logging.disable()

import all_in_one_ast  # noqa: E402
import choices_ast  # noqa: E402
from all_in_one_ast import integrations, knowledge, models  # noqa: E402
from choices_ast import models as choices  # noqa: E402

MARK = "stray"
HELLO = [{"role": "user", "content": "hello"}]
KEYS = [f"{name}_API_KEY" for name in ("OPENAI", "ANTHROPIC", "GEMINI", "GOOGLE", "COHERE", "QDRANT", "PINECONE")]
KEYS += ["GITHUB_TOKEN", "GITLAB_TOKEN"]


def chat(client):
    return client.chat.completions.create(model="a-model", messages=HELLO)


def streamed(client):
    return client.chat.completions.create(model="a-model", messages=HELLO, stream=True)


def embed(client):
    return client.embeddings.create(model="a-model", input="hello")


def copies(client):
    """A client as it is made, and as its owner changes it."""
    yield client
    yield client.with_options(timeout=9)
    yield client.copy(max_retries=0).with_options(default_headers={"x-mine": "1"})
    yield client.with_options(api_key=client.api_key).copy()


def openai(client):
    for one in copies(client):
        for ask in (chat, streamed, embed):
            yield lambda one=one, ask=ask: ask(one)
        yield lambda one=one: one.with_raw_response.models.list()


def anthropic(client):
    for one in copies(client):
        yield lambda one=one: one.messages.create(model="a-model", max_tokens=9, messages=HELLO)
        yield lambda one=one: one.messages.create(model="a-model", max_tokens=9, messages=HELLO, stream=True)


def google(client):
    for one in (client.models, client.aio.models):
        yield lambda one=one: one.generate_content(model="a-model", contents="hello")
        yield lambda one=one: one.embed_content(model="a-model", contents="hello")


def google_streamed(client):
    yield lambda: list(client.models.generate_content_stream(model="a-model", contents="hello"))

    async def later():
        stream = await client.aio.models.generate_content_stream(model="a-model", contents="hello")
        return [part async for part in stream]

    yield later


def cohere(client):
    yield lambda: client.chat(model="a-model", messages=HELLO)
    yield lambda: client.embed(model="a-model", texts=["hello"], input_type="search_query", embedding_types=["float"])


def clients(key):
    """Every client that the packages make, with what is asked of it; its key is this."""
    gateway = {"ASTRO_GATEWAY_URL": url, "ASTRO_GATEWAY_API_KEY": key}
    own = dict.fromkeys(KEYS, key)
    given = choices_ast.Settings.example(**gateway, OPENAI_API_KEY=key)
    for make in (choices_ast.gateway, choices_ast.async_gateway):
        yield openai, make(given, max_retries=0)
    for form in ("", "async_"):
        for entry in ("chat", "embed"):
            yield openai, getattr(choices, form + entry)(given, max_retries=0).client
        yield openai, getattr(choices, f"{form}free")("a-model", given, max_retries=0).client
        yield openai, getattr(choices, f"{form}draft")("a-model", given, max_retries=0).client
    given = all_in_one_ast.Settings.example(**gateway, **own, QDRANT_URL=url)
    for form in ("", "async_"):
        yield openai, getattr(models, f"{form}own_gpt")(settings=given, max_retries=0).client
        yield anthropic, getattr(models, f"{form}claude")("a-model", given, max_retries=0).client
        yield cohere, getattr(models, f"{form}command")("a-model", given).client
        yield (lambda client: [client.get_collections]), getattr(knowledge, f"{form}docs")(given)
    for make in (models.gemini, models.vertex):
        yield google, make("a-model", given).client
        yield google_streamed, make("a-model", given).client
    # Its older versions bring certificates of their own along.
    yield (lambda client: [client.list_indexes]), knowledge.vectors(given, ssl_ca_certs=os.environ["SSL_CERT_FILE"])
    yield (lambda client: [lambda: client.get_user().login]), integrations.github(given, retry=None)
    yield (lambda client: [client.auth]), integrations.gitlab(given)


async def refusal(call):
    """What is raised by a call, of either form."""
    try:
        answer = call()
        if inspect.isawaitable(answer):
            answer = await answer
    except Exception as error:
        return error
    raise AssertionError(f"the recorder answered {answer}")


def told(error):
    """Everything that an error and its causes say."""
    seen = []
    while error is not None and error not in seen:
        seen.append(error)
        error = error.__cause__ or error.__context__
    return "\n".join([*map(str, seen), *map(repr, seen), *(str(vars(one)) for one in seen), *traceback.format_exception(seen[0])])


async def main():
    asked = 0
    key = "sk-declared"
    for calls, client in clients(key):
        for call in calls(client):
            before = log.stat().st_size
            error = await refusal(call)
            sent = log.read_text()[before:]
            name = f"{type(client).__module__}.{type(client).__name__}"
            assert key in sent, f"{name} did not arrive: {told(error)}"
            assert MARK not in sent, f"{name} sends {sent}"
            assert MARK not in told(error), f"{name} says {told(error)}"
            asked += 1
    # What names a proxy is obeyed.
    os.environ["HTTP_PROXY"] = url
    given = choices_ast.Settings.example(ASTRO_GATEWAY_URL="http://gateway.example", ASTRO_GATEWAY_API_KEY=key)
    for make in (choices_ast.gateway, choices_ast.async_gateway):
        before = log.stat().st_size
        error = await refusal(functools.partial(chat, make(given, max_retries=0)))
        assert "POST http://gateway.example/v1/" in log.read_text()[before:], told(error)
    print(f"sdk-recorded: {asked} requests of Python bear no mark of the environment, and no error does")


asyncio.run(main())
