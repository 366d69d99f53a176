#!/usr/bin/env python3
"""The generated Python packages, used as an agent would: sdk-python STEPS FOLDER URL KEY.

STEPS are names of functions here, as not every Python can do all of them. FOLDER holds `everything`, `choices` and `texts` with
their packages and plans; a gateway with made-up answers listens at URL, and providers and stores are where sdk-gateway has
them.
"""

import asyncio
import copy
import http.server
import importlib
import inspect
import json
import logging
import os
import pathlib
import pickle
import re
import socket
import subprocess
import sys
import threading
import time
import traceback
from unittest import mock

steps, folder, url, key = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3], sys.argv[4]
for name in ("everything", "choices", "texts"):
    sys.path.insert(0, str(folder / name / "sdk/python"))

SAMPLES = {"number": "1.5", "boolean": "true", "array": '["a"]', "object": '{"a": 1}', "string": "sample"}


class Recording(dict):
    """An environment that notes what is asked of it, and can't be listed."""

    def __init__(self, *args):
        super().__init__(*args)
        self.asked = set()

    def get(self, name, default=None):
        self.asked.add(name)
        return super().get(name, default)

    def __getitem__(self, name):
        self.asked.add(name)
        return super().__getitem__(name)

    def __iter__(self):
        raise AssertionError("the environment was listed")

    keys = items = values = __iter__


def wanted(name, container):
    """What the plans give a container under any binding, a repeated value once."""
    rows = {}
    for target in ("local", "cluster"):
        plan = json.loads((folder / name / f"plan.{target}.json").read_text())
        found = next(one for one in plan["containers"] if one["id"] == container)
        rows |= {row["name"]: row for row in found["env"]}
    first = {}
    for row in sorted(rows.values(), key=lambda row: (len(row["name"]), row["name"])):
        repeated = row["kind"] in ("connection", "store-credential")
        suffix = row["name"].rsplit("_", 1)[1] if repeated else row["name"]
        first.setdefault((row["component"], suffix), row)
    return {row["name"]: row for row in first.values()}


def environment(rows):
    def sample(row):
        if row["name"].endswith("_PORT") or row["name"] == "PORT":
            return "8080"
        if row["name"] == "ASTRO_GATEWAY_URL":
            return "https://sample.invalid"
        return row["options"][0] if row["options"] else SAMPLES[row["datatype"]]

    return {row["name"]: sample(row) for row in rows.values()}


def refused(call, *names):
    try:
        call()
    except Exception as error:
        assert type(error).__name__ == "ConfigError", repr(error)
        assert sorted(problem.name for problem in error.problems) == sorted(names), error
        return error
    raise AssertionError(f"{names} were not missed")


class Listed(Recording):
    """One that libraries may list, for their proxies."""

    __iter__ = dict.__iter__
    keys, items, values = dict.keys, dict.items, dict.values


def within(environ):
    """A program whose environment is this one, and no other."""
    return mock.patch.object(os, "environ", environ)


def parity():
    for name, module, container in [
        ("everything", "all_in_one_ast.settings", "agent"),
        ("everything", "all_in_one_ast.ingestion.nightly", "ingestion.nightly"),
        ("choices", "choices_ast.settings", "agent"),
    ]:
        rows = wanted(name, container)
        recording = Recording(environment(rows))
        importlib.import_module(module).Settings.load(recording)
        assert recording.asked == set(rows), (container, recording.asked ^ set(rows))
        # Without anything, exactly what somebody has to supply or the topology computes is missed.
        platform = {n for n, row in rows.items() if row["kind"] in ("platform", "environment")}
        optional = {n for n, row in rows.items() if n in platform or (not row["required"] and row["kind"] != "connection")}
        error = refused(lambda: importlib.import_module(module).Settings.load({}), *(set(rows) - optional))
        assert "sample" not in str(error)


def texts():
    """Every default arrives as it was written."""
    settings = importlib.import_module("texts_ast.settings").Settings.load({})
    rows = [row for name, row in wanted("texts", "agent").items() if name.startswith("TEXT_")]
    assert len(rows) > 100
    for row in rows:
        assert getattr(settings.inputs, row["name"].lower()) == row["default"], row


def values():
    from all_in_one_ast import ConfigError, Secret, Settings

    rows = wanted("everything", "agent")
    given = environment(rows)
    settings = Settings.load(given)
    assert settings.inputs.limits == {"a": 1} and settings.inputs.flag is True and settings.knowledge.cache.port == 8080
    token = settings.inputs.token
    assert token is not None and token.reveal() == "sample"
    shown = [repr(settings), repr(token), str(token), f"{token}", f"{token!s:>20}", f"{[token]}"]
    assert not any("sample" in text for text in shown[1:]), shown
    assert settings.inputs.keys.reveal() == ["a"]
    for serialise in (json.dumps, pickle.dumps):
        try:
            serialise(token)
        except TypeError:
            continue
        raise AssertionError(f"{serialise} took a secret")
    assert copy.deepcopy(token).reveal() == "sample" and isinstance(token, Secret)
    # Empty is absent: the default applies, or nothing.
    empty = Settings.load(given | {"RATIO": "", "MOOD": "", "LABELS": "", "FLAG": ""})
    assert (empty.inputs.ratio, empty.inputs.mood, empty.inputs.labels, empty.inputs.flag) == (1.5, None, ["a", 1], None)
    wrong = {
        "TEMPERATURE": ["NaN", "0x10", "1_000", "TRUE", "1e999", "-", "1 2", "[1]", "Infinity"],
        "FLAG": ["True", "1", "yes"],
        "LABELS": ["{}", "[1", "[NaN]", "[1e999]", "a", "[" * 100000],
        "LIMITS": ["[]", "null"],
        "TONE": ["rude"],
        "RATIO": ["2"],
        "KEYS": ["hunter2"],
        "REDIS_PORT": ["0", "65536", "1.5", "x"],
    }
    for name, texts in wrong.items():
        for text in texts:
            error = refused(lambda: Settings.load(given | {name: text}), name)
            assert "hunter2" not in str(error) + repr(error)
    assert issubclass(ConfigError, Exception)
    assert settings.inputs.temperature.whole is not None and Settings.example(TEMPERATURE="3").inputs.temperature.whole() == 3
    try:
        settings.inputs.temperature.whole()
        raise AssertionError("1.5 is whole")
    except ValueError:
        pass


def examples():
    """Settings of a test: made up where the test says nothing, set once, equal where their values are."""
    from all_in_one_ast import Settings
    from all_in_one_ast.ingestion.nightly import Settings as Nightly

    made = Settings.example()
    assert made.gateway.url == "https://example.invalid" and made.gateway.api_key.reveal() == "example"
    assert made.knowledge.cache.host == "example.invalid" and made.knowledge.cache.port == 8080
    assert (made.inputs.tone, made.inputs.ratio, made.inputs.labels, made.inputs.mood) == ("friendly", 1.5, ["a", 1], None)
    assert made == Settings.example() == copy.deepcopy(made) and made != Settings.example(PLAIN="other")
    assert made != Settings.example(TOKEN="other") and made != Nightly.example() and len({made.gateway, made.gateway}) == 1
    refused(lambda: Settings.example(TEMPERATURE="warm", PLAIN="a"), "TEMPERATURE")
    refused(lambda: Settings.example(TEMPERATUR="1"), "TEMPERATUR")

    def assign(group, name):
        setattr(group, name, "other")

    def delete(group, name):
        delattr(group, name)

    for change in (assign, delete):
        for group, name in [(made.gateway, "url"), (made, "gateway"), (made.inputs, "plian")]:
            try:
                change(group, name)
            except AttributeError as error:
                assert name in str(error)
                continue
            raise AssertionError(f"{name} is changed")
    refused(lambda: Settings.load({"PLAIN": "\udcff", **environment(wanted("everything", "agent")), "TOKEN": "\udcff"}), "TOKEN")


def env_file():
    """What `ast env sync` writes is read back, what only a shell knows is refused with its line."""
    from choices_ast import load_env_file

    path = pathlib.Path(os.environ["WORK"]) / "python.env"
    path.write_text(
        '# a comment\n\nA=1\nexport B=\'x $y "q" # no\'\nC="a\\nb \\$x \\"q\\" \\\\ \\0007" # after\n'
        "D=two words # after\nE=\nF='of\ntwo lines'\nG=#none\nH=a#b"
    )
    read = {"A": "kept"}
    load_env_file(str(path), read)
    escaped = 'a\nb $x "q" \\ \x07'
    expected = {
        "A": "kept",
        "B": 'x $y "q" # no',
        "C": escaped,
        "D": "two words",
        "E": "",
        "F": "of\ntwo lines",
        "G": "",
        "H": "a#b",
    }
    assert read == expected, read
    for line in ["A=$X", 'A="${X:-hunter2}"', "hunter2", "A='hunter2", "A='x' hunter2"]:
        path.write_text(f"B=1\n{line}\n")
        read = {}
        try:
            load_env_file(str(path), read)
        except ValueError as error:
            assert "python.env:2" in str(error) and "hunter2" not in str(error) and not read, error
            continue
        raise AssertionError(f"{line} was read")


def awkward():
    """What every language and `ast env check` decide alike; no value is in what is said of it."""
    from all_in_one_ast import Settings

    given = environment(wanted("everything", "agent"))
    table = json.loads((folder / "awkward.json").read_text())
    for row in table:
        values = given | {row["name"]: row["text"]}
        if row["outcome"] == "refused":
            error = refused(lambda: Settings.load(values), row["name"])
            said = "".join(traceback.format_exception(error))
            assert "hunter2" not in said, row
        else:
            Settings.load(values)
    settings = Settings.load(given | {"ASTRO_GATEWAY_URL": " https://a.example\n", "OPENAI_API_KEY": " sk-1\r\n"})
    assert settings.gateway.base_url == "https://a.example/v1" and settings.models.own_gpt.api_key.reveal() == "sk-1"
    print(f"sdk-python: {len(table)} awkward values are taken or refused as the table says")


def imports():
    """The settings cost little, and need nothing from outside; `typing` alone where there are options to choose from."""
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def run(name, code, *command):
        command = [*command, sys.executable, "-c", code]
        return subprocess.run(command, cwd=folder / name / "sdk/python", env=kept, check=True, capture_output=True, text=True)

    def loaded(name, module):
        code = f"import sys; before = set(sys.modules); import {module}; print(*set(sys.modules) - before)"
        return set(run(name, code).stdout.split())

    def instructions(name, code):
        """What a machine that does other things too counts alike; its time does not."""
        command = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
        told = run(name, code, *command).stderr
        return int(re.search(r"refs:\s+([\d,]+)", told)[1].replace(",", "")) / 1e6

    empty = instructions("choices", "pass")
    for name, package, typing, most in [
        ("choices", "choices_ast", set(), 8),
        ("everything", "all_in_one_ast", loaded("everything", "typing"), 80),
    ]:
        others = {one for one in loaded(name, f"{package}.settings") if one.partition(".")[0] != package}
        assert others <= typing | {"__future__"}, others - typing
        extra = instructions(name, f"import {package}.settings") - empty
        print(f"sdk-python: importing the settings of {name} costs {extra:.0f} M instructions over an empty interpreter")
        assert extra < most, extra


def gateway():
    import openai
    from choices_ast import Settings, async_gateway, gateway, models

    env = {"ASTRO_GATEWAY_URL": url, "ASTRO_GATEWAY_API_KEY": key}

    def given(**variables):
        return Settings.example(**env | variables)

    settings = given()
    hello = [{"role": "user", "content": "hello"}]
    for base in (url, f"{url}/", f"{url}/v1", f"{url}/v1/"):
        client = gateway(given(ASTRO_GATEWAY_URL=base), timeout=20, max_retries=1)
        assert (client.timeout, client.max_retries) == (20, 1)
        answer = client.chat.completions.create(model="claude-sonnet-4-6", messages=hello)
        assert "mock answer of claude-sonnet-4-6" in answer.choices[0].message.content, base
    # A copy takes no more of the environment, and keeps what was said.
    copy = gateway(settings, default_headers={"x-mine": "1"}).with_options(timeout=5).with_options(max_retries=0)
    assert (copy.timeout, copy.max_retries, copy.default_headers["x-mine"]) == (5, 0, "1")
    assert not any("stray" in str(value) for value in copy.default_headers.values())
    assert copy.chat.completions.create(model="claude-sonnet-4-6", messages=hello).choices
    stream = client.chat.completions.create(model="claude-haiku-4-5", messages=hello, stream=True)
    text = "".join(choice.delta.content or "" for chunk in stream for choice in chunk.choices)
    assert "claude-haiku-4-5" in text, text
    chat = models.chat(given(MODEL_CHAT="claude-haiku-4-5"))
    assert chat.id == "claude-haiku-4-5" and models.chat(settings).id == "claude-sonnet-4-6"
    assert chat.client.chat.completions.create(model=chat.id, messages=hello).choices
    embed = models.embed(settings)
    assert len(embed.client.embeddings.create(model=embed.id, input="a").data[0].embedding) == 8
    assert models.free("claude-opus-4-8", settings).id == "claude-opus-4-8"

    async def later():
        client = async_gateway(settings, timeout=20).with_options(max_retries=1)
        assert not any("stray" in str(value) for value in client.default_headers.values())
        answer = await client.chat.completions.create(model="claude-sonnet-4-6", messages=hello)
        stream = await models.async_chat(settings).client.chat.completions.create(
            model="claude-sonnet-4-6", messages=hello, stream=True
        )
        return answer, [chunk async for chunk in stream]

    answer, chunks = asyncio.run(later())
    assert answer.choices and chunks

    def fails(error, client, model="claude-sonnet-4-6"):
        try:
            client.chat.completions.create(model=model, messages=hello)
        except error:
            return
        raise AssertionError(f"{error} was not raised")

    fails(openai.AuthenticationError, gateway(given(ASTRO_GATEWAY_API_KEY="wrong"), max_retries=0))
    fails(openai.BadRequestError, gateway(settings, max_retries=0), "no-such-model")
    fails(openai.RateLimitError, gateway(settings, max_retries=0), "busy")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        closed = f"http://127.0.0.1:{free.getsockname()[1]}"
    fails(openai.APIConnectionError, gateway(given(ASTRO_GATEWAY_URL=closed), max_retries=0))
    with within({}):
        refused(gateway, "ASTRO_GATEWAY_URL", "ASTRO_GATEWAY_API_KEY")
        refused(models.chat, "ASTRO_GATEWAY_URL", "ASTRO_GATEWAY_API_KEY")
        refused(lambda: models.draft("gpt"), "OPENAI_API_KEY")
    # Without settings, what a client is made of is read, and nothing else of ours.
    ours = set(wanted("choices", "agent"))
    for make, names in [
        (gateway, set(env)),
        (models.chat, {*env, "MODEL_CHAT"}),
        (lambda: models.draft("gpt"), {"OPENAI_API_KEY"}),
    ]:
        recording = Listed(env | {"OPENAI_API_KEY": "sk-1"})
        with within(recording):
            make()
        assert recording.asked & ours == names, recording.asked
    checks(given, closed)


def checks(given, closed):
    """The check says what is wrong in a sentence, and asks for what is declared alone."""
    from all_in_one_ast import Settings as Everything
    from all_in_one_ast import check as everything
    from choices_ast import check

    assert check.run(given()) == []
    (refusal,) = check.run(given(ASTRO_GATEWAY_API_KEY="wrong"))
    assert refusal == "ASTRO_GATEWAY_API_KEY is a key that the gateway refuses"
    (down,) = check.run(given(ASTRO_GATEWAY_URL=closed))
    assert down == "ASTRO_GATEWAY_URL leads to no gateway that answers"
    assert check.run(given(MODEL_CHAT="no-such-model")) == ["no-such-model is answered with status 400"]
    with within({}):
        assert len(check.run()) == 3
    asked = pathlib.Path(os.environ["WORK"]) / "gateway/asked.log"
    before = len(asked.read_text().splitlines())
    assert everything.run(Everything.example(ASTRO_GATEWAY_URL=url, ASTRO_GATEWAY_API_KEY=key)) == []
    (line,) = asked.read_text().splitlines()[before:]
    assert line.startswith("acompletion"), line


def provider():
    """Models with a key of one's own, by the providers' own hosts, which are this machine."""
    import anthropic
    import openai
    from all_in_one_ast import Settings, models
    from google.genai.errors import ClientError

    env = {f"{name}_API_KEY": os.environ["PROVIDER_KEY"] for name in ("OPENAI", "ANTHROPIC", "GEMINI", "GOOGLE")}
    wrong = dict.fromkeys(env, "wrong")
    hello = [{"role": "user", "content": "hello"}]

    def chat(env):
        model = models.own_gpt(settings=Settings.example(**env), max_retries=0)
        client = model.client.with_options(timeout=9)
        return client.chat.completions.create(model=model.id, messages=hello).choices[0].message.content

    async def later():
        model = models.async_own_gpt(settings=Settings.example(**env), max_retries=0)
        return await model.client.chat.completions.create(model=model.id, messages=hello)

    def claude(env):
        model = models.claude("a-claude", Settings.example(**env), max_retries=0)
        return model.client.with_options(timeout=9).messages.create(model=model.id, max_tokens=9, messages=hello).content[0].text

    def google(make):
        def gemini(env):
            model = make("a-gemini", Settings.example(**env))
            # LiteLLM serves this version of the API, and not the one that the client would ask.
            config = {"http_options": {"api_version": "v1beta"}}
            return model.client.models.generate_content(model=model.id, contents="hello", config=config).text

        return gemini

    calls = [
        (chat, "gpt-5.4", openai.AuthenticationError),
        (claude, "a-claude", anthropic.AuthenticationError),
        (google(models.gemini), "a-gemini", ClientError),
        (google(models.vertex), "a-gemini", ClientError),
    ]
    for call, id, error in calls:
        assert f"mock answer of {id}" in call(env), id
        try:
            call(wrong)
        except error as refusal:
            assert "401" in str(refusal), refusal
            continue
        raise AssertionError(f"{id} answers to a wrong key")
    assert asyncio.run(later()).choices
    with within({}):
        refused(lambda: models.claude("a-claude"), "ANTHROPIC_API_KEY")


class Qdrant(http.server.BaseHTTPRequestHandler):
    """As much of a qdrant as tells whether its key arrives; there is none to be had here."""

    def do_GET(self):
        asked = self.headers["api-key"] == os.environ["STORE_PASSWORD"]
        result = {"result": {"collections": [{"name": "docs"}]}, "status": "ok", "time": 0, "version": "1.20.0"}
        text = json.dumps(result).encode()
        self.send_response(200 if asked else 401)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def log_message(self, *_):
        pass


def stores():
    """Stores that are there answer, and refuse a wrong password."""
    import psycopg
    import pymysql
    import redis
    from all_in_one_ast import Settings, knowledge
    from qdrant_client.http.exceptions import UnexpectedResponse

    password = os.environ["STORE_PASSWORD"]
    env = environment(wanted("everything", "agent"))
    for prefix, port in [("REDIS", 6379), ("REDIS_SESSIONS", 6379), ("POSTGRES", 5432), ("MYSQL", 3306)]:
        env |= {f"{prefix}_HOST": "127.0.0.1", f"{prefix}_PORT": str(port), f"{prefix}_PASSWORD": password}
        env |= {f"{prefix}_USER": "astro", f"{prefix}_DB": "all_in_one", f"{prefix}_DATABASE": "all_in_one"}
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Qdrant)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    env |= {"QDRANT_URL": f"http://127.0.0.1:{server.server_port}", "QDRANT_API_KEY": password}

    def cache(make, settings):
        client = make(settings, decode_responses=True)
        client.set("a", "b")
        return client.get("a")

    async def async_cache(settings):
        async with knowledge.async_cache(settings, decode_responses=True) as client:
            await client.set("a", "b")
            return await client.get("a")

    who = "select current_user, current_database()"

    def orders(settings):
        with knowledge.orders(settings, autocommit=True) as connection:
            assert connection.autocommit
            return connection.execute(who).fetchone()

    async def async_orders(settings):
        async with await knowledge.async_orders(settings) as connection:
            return await (await connection.execute(who)).fetchone()

    def pool(settings):
        with knowledge.orders_pool(settings, min_size=1, timeout=3, reconnect_timeout=1) as pool, pool.connection() as connection:
            return connection.execute(who).fetchone()

    async def async_pool(settings):
        pool = knowledge.async_orders_pool(settings, min_size=1, timeout=3, reconnect_timeout=1)
        async with pool, pool.connection() as connection:
            return await (await connection.execute(who)).fetchone()

    def legacy(settings):
        with knowledge.legacy(settings) as connection, connection.cursor() as cursor:
            cursor.execute("select substring_index(current_user(), '@', 1), database()")
            return cursor.fetchone()

    async def async_docs(settings):
        return (await knowledge.async_docs(settings).get_collections()).collections[0].name

    def awaited(call):
        return lambda settings: asyncio.run(call(settings))

    owner = ("astro", "all_in_one")
    # What a pool says of a password is said in its log, beside the time that it took.
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)
    calls = [
        (lambda settings: cache(knowledge.cache, settings), "b", redis.AuthenticationError),
        (lambda settings: cache(knowledge.sessions, settings), "b", redis.AuthenticationError),
        (awaited(async_cache), "b", redis.AuthenticationError),
        (orders, owner, psycopg.OperationalError),
        (awaited(async_orders), owner, psycopg.OperationalError),
        (pool, owner, psycopg.OperationalError),
        (awaited(async_pool), owner, psycopg.OperationalError),
        (legacy, owner, pymysql.OperationalError),
        (lambda settings: knowledge.docs(settings).get_collections().collections[0].name, "docs", UnexpectedResponse),
        (awaited(async_docs), "docs", UnexpectedResponse),
    ]
    wrong = env | {name: "wrong" for name in env if name.endswith("_PASSWORD") or name == "QDRANT_API_KEY"}
    for call, expected, error in calls:
        found = call(Settings.load(env))
        assert found == expected, (found, expected)
        try:
            call(Settings.load(wrong))
        except error:
            continue
        raise AssertionError(f"a wrong password gives {expected}")


def clients():
    """What nothing here answers to: every factory makes its client."""
    from all_in_one_ast import Settings, integrations, knowledge, models

    settings = Settings.example(NEO4J_AUTH="neo4j/sample", NEO4J_URL="bolt://127.0.0.1:1")
    for name in ("command", "async_claude", "async_command"):
        assert getattr(models, name)("a-model", settings).id == "a-model", name
    for make in (knowledge.graph, knowledge.async_graph, knowledge.vectors, integrations.github, integrations.gitlab):
        assert make(settings) is not None
        # Who fills in parameters by themselves finds none.
        assert not inspect.signature(make).parameters, make
    assert not inspect.signature(Settings.load).parameters


for name in steps.split(","):
    begin = time.monotonic()
    globals()[name]()
    print(f"sdk-python: {name} ok, {time.monotonic() - begin:.1f} s")
print(f"sdk-python: all of it ok with Python {sys.version.split()[0]}")
