#!/usr/bin/env python3
"""Reads the generated env files of a project as other tools do, and compares them with its plan: compare FOLDER."""

import json
import pathlib
import sys

from dotenv import dotenv_values

folder = pathlib.Path(sys.argv[1])
plan = json.loads((folder / "plan.local.json").read_text())
supplied = {supply["name"]: supply for supply in plan["supplies"]}


def docker(path):
    """What `docker run --env-file` takes: bare lines, comments left out."""
    lines = [line for line in path.read_text().split("\n") if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


for container in plan["containers"]:
    if container["service"] is None:
        continue
    found = docker(folder / "env" / f"{container['service']}.env")
    known = {
        row["name"]: row["value"]
        for row in container["env"]
        if row["value"] is not None and not row["secret"] and "\n" not in row["value"]
    }
    assert found == known, (container["id"], found, known)
    text = (folder / "env" / f"{container['service']}.env").read_text()
    for row in container["env"]:
        assert row["name"] in text, (container["id"], row["name"])

agent = next(container for container in plan["containers"] if container["id"] == "agent")
host = dotenv_values(folder / "env" / "agent.host.env", interpolate=False)
known = {row["name"]: row for row in agent["env"] if row["value"] is not None and not row["secret"]}
assert set(host) == set(known), set(host) ^ set(known)
for name, value in host.items():
    if known[name]["kind"] not in ("connection", "platform", "gateway"):
        assert value == known[name]["value"], (name, value)

example = dotenv_values(folder / ".env.example", interpolate=False)
required = {name for name, supply in supplied.items() if supply["required"]}
# A default that a compose file can't carry stands there too, as it is.
written = {name for name in example if name not in required}
assert required <= set(example), required - set(example)
assert all(not example[name] for name in required), example
assert all(example[name] == supplied[name]["default"] and not supplied[name]["secret"] for name in written), written
