#!/usr/bin/env python3
"""Fills in the required values of an env file with values of their type: fill ENV PLAN."""

import json
import pathlib
import sys

env, plan = pathlib.Path(sys.argv[1]), json.loads(pathlib.Path(sys.argv[2]).read_text())
rows = {row["ref"] or row["name"]: row for container in plan["containers"] for row in container["env"]}
samples = {"number": "1", "boolean": "true", "array": "[]", "object": "{}", "string": "sample"}
text = env.read_text()
for supply in plan["supplies"]:
    if supply["required"]:
        row = rows[supply["name"]]
        # Of texts, the one with a form of its own.
        samples["string"] = "https://gateway.example.com" if supply["name"] == "ASTRO_GATEWAY_URL" else "sample"
        value = row["options"][0] if row["options"] else samples[row["datatype"]]
        assert f"\n{supply['name']}=\n" in "\n" + text, supply["name"]
        text = ("\n" + text).replace(f"\n{supply['name']}=\n", f"\n{supply['name']}={value}\n")[1:]
env.write_text(text)
