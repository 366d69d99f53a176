"""Measures cold runs beside other validators, many files, and how the cost grows with the size, as a table."""

import json
import os
import pathlib
import shutil
import subprocess
import sys

SCHEMA = pathlib.Path("schema/astropods.schema.json")
EXAMPLE = pathlib.Path("examples/frontend-postgres/astropods.yml")
HEAD = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\ninputs:\n"
SIZES = [10, 100, 1000]
# A KB of the largest file may cost this much more than one of the middle one: what is not linear costs ten times.
MOST_GROWTH = 2.0

folder, check_jsonschema = pathlib.Path(sys.argv[1]), sys.argv[2]


def measure(runs, *command):
    """The least and the mean wall time and the mean processor time in milliseconds, and the most memory in MB."""
    result = folder / "hyperfine.json"
    words = ["hyperfine", "--shell=none", "--warmup=2", f"--runs={runs}", "--ignore-failure", "--style=none"]
    subprocess.run([*words, f"--export-json={result}", " ".join(map(str, command))], check=True, capture_output=True)
    timing = json.loads(result.read_text())["results"][0]
    # Started by a small program: what starts another lends it the memory that it had.
    memory = folder / "memory"
    subprocess.run(["/usr/bin/time", "--format=%M", f"--output={memory}", *command], check=True, capture_output=True)
    processor = timing["user"] + timing["system"]
    return timing["min"] * 1000, timing["mean"] * 1000, processor * 1000, int(memory.read_text()) / 1024


def row(what, least, mean, processor, memory):
    print(f"| {what} | {least:.1f} ms | {mean:.1f} ms | {processor:.1f} ms | {memory:.0f} MB |", flush=True)


def head(what):
    print(f"\n| {what} | least | mean | of a processor | memory |\n| --- | --- | --- | --- | --- |")


def spec(kilobytes):
    """A spec of a size, as people write them: entries with names, descriptions and defaults."""
    parts = [HEAD]
    size = len(HEAD)
    number = 0
    while size < kilobytes * 1000:
        parts.append(
            f"  value-{number}:\n    name: VALUE_{number}\n    datatype: string\n"
            f"    description: What the agent does with this value, in a sentence of some length, number {number}.\n"
            f'    default: "what it is where nobody says otherwise, {number}"\n'
        )
        size += len(parts[-1])
        number += 1
    path = folder / f"{kilobytes}.yml"
    path.write_text("".join(parts))
    return path


lines = len(EXAMPLE.read_text().splitlines())
head(f"one cold validation of {lines} lines")
row("an empty process", *measure(200, "true"))
row("`ast validate`", *measure(200, "ast", "validate", EXAMPLE))
row("`jv`", *measure(200, folder / "jv/usr/bin/jv", SCHEMA, EXAMPLE))
row("`check-jsonschema`", *measure(10, check_jsonschema, "--schemafile", SCHEMA, EXAMPLE))
ajv = [folder / "node_modules/.bin/ajv", "validate", "--spec=draft2020", "--strict=false", "-c", "ajv-formats"]
row("`ajv`", *measure(10, *ajv, "-s", SCHEMA, "-d", EXAMPLE))

many = folder / "many"
shutil.rmtree(many, ignore_errors=True)
for number in range(1000):
    (many / str(number)).mkdir(parents=True)
    shutil.copy(EXAMPLE, many / str(number))
head(f"larger runs of `ast validate`, on {os.cpu_count()} cores")
row("1,000 files", *measure(10, "ast", "validate", many))
costs = {}
for kilobytes in SIZES:
    least, mean, processor, memory = measure(20, "ast", "validate", spec(kilobytes))
    costs[kilobytes] = processor / kilobytes * 1000
    row(f"{kilobytes} KB: {costs[kilobytes]:.0f} µs a KB", least, mean, processor, memory)
# Of processor time, so that what else the machine does is not counted. The start of the process weighs on the smaller
# ones, so that a KB of a larger file can only be cheaper.
growth = costs[SIZES[-1]] / costs[SIZES[-2]]
print(f"\nspeed: a KB of {SIZES[-1]} costs {growth:.2f} of a KB of {SIZES[-2]}")
assert growth < MOST_GROWTH, "the cost of a KB grows with the file"
