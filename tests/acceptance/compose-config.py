#!/usr/bin/env python3
"""Reads generated compose files back through Compose and the compose-spec schema: compose-config.

For every example, every specimen of the tests and, where it is there, every real spec beside the checkout: Compose
takes the file without a warning, with `--restrict` and without, an independent validator agrees, and each container's
environment as Compose resolves it is what the plan says. What `ast` writes into an env file arrives as it was meant.
Needs WORK, and ast, docker compose and WORK/venv.
"""

import ipaddress
import itertools
import json
import os
import pathlib
import re
import shutil
import subprocess

from common import command, enter, run
from dotenv import dotenv_values

# What readers are known to type, to cut or to replace, as the values that a person sets.
HOSTILE = [
    "no",
    "22:22",
    "1e3",
    "~",
    "a # b",
    " both ends ",
    'it\'s "quoted"',
    "a$b",
    "${HOME}",
    "${X:-y}",
    "$$",
    "$(id)",
    "{{ x }}",
    "}",
    "- a: b",
    "a\\nb",
    "one\ntwo\n\tthree",
    "\t\n",
    "\\",
    "`id`",
    "&a *a !t",
    "=",
    "naïve 🛶",
]
texts_to_set = itertools.cycle(HOSTILE)

work = enter()
outside = pathlib.Path("../shared/corpus")


def projects():
    """Folders with specs, and single specs that get a folder each."""
    yield from sorted(path.parent for path in pathlib.Path("examples").glob("*/astropods.yml"))
    yield pathlib.Path("tests/engine")
    yield from sorted(path for path in pathlib.Path("tests/corpus-alike").glob("*.yml"))
    if outside.is_dir():
        yield from sorted(outside.glob("*.yml"))


def wanted(row, supplied, defaults):
    """What a container gets for a row of its plan, told from the plan and the env file alone; None where nothing."""

    def value(supply):
        return supplied.get(supply) or defaults.get(supply)

    if row["template"]:
        text = row["template"]
        for name in [*supplied, *defaults]:
            text = text.replace(f"${{{name}}}", value(name) or "")
        return text
    supply = row["ref"] or (row["name"] if row["name"] in defaults else None)
    if supply is None:
        return row["value"]
    found = supplied.get(supply) or row["default"]
    return found if found is not None else ("" if row["ref"] else None)


def set_hostile(env, plan, supplied):
    """Gives every free text of a plan a hostile value in an env file, in the double quotes of its dialect."""
    rows = [row for container in plan["containers"] for row in container["env"] if not row["template"]]
    free = {row["ref"] or row["name"] for row in rows if row["datatype"] == "string" and not row["options"]}
    names = [supply["name"] for supply in plan["supplies"] if supply["name"] in free]
    texts = dict(zip(names, texts_to_set, strict=False))
    lines = [line for line in env.read_text().splitlines() if line.split("=")[0] not in texts]
    for name, text in texts.items():
        escaped = re.sub(r'[\\"$]', r"\\\g<0>", text).replace("\n", "\\n")
        lines.append(f'{name}="{escaped}"')
    env.write_text("\n".join(lines) + "\n")
    return supplied | texts


def compare(name, folder, flags, supplied):
    plan = json.loads(run("ast", "plan", "--format", "json", *flags, folder).stdout)
    config = json.loads(run("docker", "compose", "--profile", "ingestion", "config", "--format", "json", cwd=folder).stdout)
    defaults = {supply["name"]: supply["default"] for supply in plan["supplies"]}
    rows = 0
    for container in plan["containers"]:
        found = config["services"][container["service"]].get("environment") or {}
        # What is null in the file is set only where Compose is told; `config` doubles each dollar.
        found = {key: text.replace("$$", "$") for key, text in found.items() if text is not None}
        expected = {row["name"]: wanted(row, supplied, defaults) for row in container["env"]}
        # Slack is switched on by its token being there, which no row says by itself.
        if "SLACK_ENABLED" in expected:
            expected["SLACK_ENABLED"] = "true" if supplied.get("SLACK_BOT_TOKEN") else ""
        expected = {key: text for key, text in expected.items() if text is not None}
        assert found == expected, f"{name}: {container['id']}: {sorted(set(found.items()) ^ set(expected.items()))}"
        rows += len(found)
        for port in container["ports"]:
            if port["host"]:
                published = config["services"][container["service"]]["ports"]
                assert {"127.0.0.1"} == {one["host_ip"] for one in published}, published
                assert str(port["host"]) in {one["published"] for one in published}, (port, published)
    return rows


def read_values(folder, names):
    """What Compose reads of `.env` in a folder, for the names that are set there."""
    service = {"image": "a:1", "environment": dict.fromkeys(names)}
    (folder / "compose.yaml").write_text(json.dumps({"name": "values", "services": {"one": service}}))
    config = json.loads(run("docker", "compose", "config", "--format", "json", cwd=folder).stdout)
    found = config["services"]["one"]["environment"]
    return {name: text.replace("$$", "$") for name, text in found.items() if text is not None}


def written():
    """Defaults that are hard to quote, in the env files that `ast` writes."""
    folder = work / "config" / "written"
    folder.mkdir(parents=True)
    more = ["it's `id`", "`id` $(id) \\", "$HOME'", "\x1b]0;x\x07'\x85", "'\\'", '"\\"', "\\\\'$$\r\n`0`7", "a'#b #c"]
    texts = {f"V{at}": text for at, text in enumerate([*HOSTILE, *more])}
    inputs = [{"name": name, "datatype": "string", "default": text} for name, text in texts.items()]
    agent = {"image": "a:1", "inputs": inputs}
    (folder / "astropods.yml").write_text(json.dumps({"spec": "blueprint/v1", "name": "my-agent", "agent": agent}))
    run("ast", "generate", "env", folder)
    example = (folder / ".env.example").read_text().replace("# V", "V")
    for text in (folder / "env/agent.host.env").read_text(), example:
        (folder / ".env").write_text(text)
        found = read_values(folder, texts)
        assert found == texts, sorted(set(found.items()) ^ set(texts.items()))
    return len(texts)


def dialect():
    """The table that `ast` reads env files by, through Compose."""
    folder = work / "config" / "dialect"
    folder.mkdir(parents=True)
    table = json.loads(pathlib.Path("tests/dotenv/dialect.json").read_text())
    service = {"image": "a:1", "environment": dict.fromkeys("ABC")}
    (folder / "compose.yaml").write_text(json.dumps({"name": "dialect", "services": {"one": service}}))
    # Nothing else is set, so that references find what the table says.
    kept = {name: text for name, text in os.environ.items() if name in ("PATH", "HOME") or name.startswith("DOCKER_")}
    version = command("docker", "compose", "version", "--short")
    is_old = version.startswith("2.26")
    for case in table["cases"]:
        (folder / ".env").write_text(case["text"], newline="")
        done = subprocess.run(
            ["docker", "compose", "config", "--format", "json"],
            cwd=folder,
            capture_output=True,
            text=True,
            check=False,
            env=kept | table["environment"],
        )
        if done.returncode or case["values"] is None:
            # Newer ones ignore an assignment without a name, which 2.26 refuses.
            assert case["values"] is None and (done.returncode or not is_old), (case, done)
            continue
        found = json.loads(done.stdout)["services"]["one"].get("environment", {})
        found = {name: text.replace("$$", "$") for name, text in found.items() if text is not None}
        assert (found, "is not set. Defaulting" in done.stderr) == (case["values"], case.get("unset", False)), (case, done)
    return len(table["cases"])


def generate(folder, *flags):
    run("ast", "generate", "compose", *flags, folder)
    run(work / "venv/bin/check-jsonschema", "--builtin-schema", "vendor.compose-spec", "compose.yaml", cwd=folder)


def rehearse(name, folder, *flags):
    """The same file with `--restrict`: nothing is on a network of all, and no two networks share an address."""
    generate(folder, *flags, "--restrict")
    done = run("docker", "compose", "--profile", "ingestion", "config", "--format", "json", cwd=folder)
    assert not done.stderr, f"{name}, restricted: {done.stderr}"
    config = json.loads(done.stdout)
    assert "default" not in config["networks"], f"{name}: {sorted(config['networks'])}"
    subnets = sorted(ipaddress.ip_network(one["ipam"]["config"][0]["subnet"]) for one in config["networks"].values())
    assert not any(one.overlaps(other) for one, other in itertools.pairwise(subnets)), f"{name}: {subnets}"


def check(project, number):
    name = project.stem if project.is_file() else project.name
    spec = project if project.is_file() else project / "astropods.yml"
    text = spec.read_text()
    if run("ast", "validate", spec, status=None).returncode == 1:
        return None
    modes = ["hosted", "mock", "local"] if "gateway" in text else ["hosted"]
    rows = 0
    for mode in modes:
        folder = work / "config" / f"{number}-{mode}" / name
        if project.is_file():
            folder.mkdir(parents=True)
            shutil.copy(project, folder / "astropods.yml")
        else:
            shutil.copytree(project, folder)
        flags = ["--gateway", mode]
        generate(folder, *flags)
        # Without an env file: nothing is asked for, or one line says what to do.
        bare = run("docker", "compose", "config", "-q", cwd=folder, status=None)
        lines = bare.stderr.splitlines()
        assert (bare.returncode, lines) == (0, []) or (len(lines) == 1 and "run ast env sync" in lines[0]), bare
        run("ast", "env", "sync", folder / ".env", "--spec", folder, *flags)
        (folder / "plan.json").write_text(run("ast", "plan", "--format", "json", *flags, folder).stdout)
        run(work / "venv/bin/python", "tests/acceptance/fill.py", folder / ".env", folder / "plan.json")
        run("ast", "env", "check", folder / ".env", "--spec", folder, *flags)
        quiet = run("docker", "compose", "--profile", "ingestion", "config", "-q", cwd=folder)
        assert not quiet.stderr, f"{name}, {mode}: {quiet.stderr}"
        supplied = dotenv_values(folder / ".env", interpolate=False)
        rows += compare(f"{name}, {mode}", folder, flags, supplied)
        plan = json.loads((folder / "plan.json").read_text())
        rows += compare(f"{name}, {mode}, hostile", folder, flags, set_hostile(folder / ".env", plan, supplied))
        rehearse(f"{name}, {mode}", folder, *flags)
    return len(modes), rows


shutil.rmtree(work / "config", ignore_errors=True)
print(f"env files: {dialect()} are read as the table says")
print(f"written values: {written()} arrive")
seen = 0
for number, project in enumerate(projects()):
    result = check(project, number)
    if result is None:
        print(f"{project.name}: has errors, so nothing is made of it")
        continue
    seen += 1
    print(f"{project.name}: ok, {result[0]} modes, {result[1]} variables")
print(f"compose files: {seen} ok" + ("" if outside.is_dir() else ", without the specs that lie beside this checkout"))
