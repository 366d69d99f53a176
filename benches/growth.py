"""How the time of each command grows with what people write, by kind of entry: whole processes, as a table of exponents.

Fails where the cost grows faster than the entries: where the exponent between the two largest sizes is above a bound.
Only ratios are looked at, and first those of processor time. That depends on what else a machine does, and on how much
of the data its caches hold: where it grows too fast, the instructions are counted, which are the same each time.
Needs valgrind for that.

    python3 benches/growth.py [--ast PROGRAM] [--sizes 1100,3300] [--kind WORD]... [--command WORD]...
"""

import argparse
import math
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

# 1 is a straight line and 2 a square; what sorts is a little above 1.
MOST = 1.25
# What only waits for memory, or for the system, is no instruction of ours: its time may grow by this much, never more.
MOST_TIME = 1.6
# What is shorter at the largest size, in seconds, is the start of a process and noise.
LEAST = 0.02
# How often a case is run again before it is said to grow too fast: the least time is the one that nothing disturbed.
TRIES = 6

HEAD = "spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
IMAGE = "container: {image: 'some:1', port: 8000}"


def section(name, entry):
    """A spec with n entries in a section."""
    return lambda n: f"{HEAD}{name}:\n" + "".join(entry(number) for number in range(n))


def listed(name, item):
    """A spec with n items in a list of the agent."""
    return lambda n: f"{HEAD}  {name}:\n" + "".join(f"    - {item(number)}\n" for number in range(n))


def jobs(kind):
    """A spec with n ingestions that something starts."""
    return section("ingestion", lambda n: f"  job-{n}:\n    {IMAGE}\n    trigger: {{type: {kind}}}\n")


def own_providers(n):
    """A spec with n providers of its own, each with an entry."""
    variables = "variables: [{name: URL, datatype: string}, {name: KEY, datatype: string, secret: true}]"
    providers = "".join(f"  own-{number}:\n    scope: [models]\n    {variables}\n" for number in range(n))
    models = "".join(f"  model-{number}: {{provider: own-{number}}}\n" for number in range(n))
    return f"{HEAD}providers:\n{providers}models:\n{models}"


def one_provider(n):
    """A spec with n entries of one provider of its own."""
    provider = "providers:\n  own:\n    scope: [models]\n    variables: [{name: URL, datatype: string}]\n"
    return f"{HEAD}{provider}models:\n" + "".join(f"  model-{number}: {{provider: own}}\n" for number in range(n))


def schedules(n):
    """A spec with n scheduled ingestions, each with its schedule."""
    given = "".join(f"    job-{number}: '0 {number % 24} * * *'\n" for number in range(n))
    return f"{jobs('schedule')(n)}dev:\n  schedules:\n{given}"


def builds(n):
    """A spec with n containers that are built, each with a disk and a check."""
    build = "container:\n      build: {context: ., dockerfile: Dockerfile}\n      port: 8000\n      volume: /data\n"
    check = "      healthcheck: {path: /healthz}\n"
    return section("integrations", lambda n: f"  service-{n}:\n    {build}{check}")(n)


def named(datatype):
    """An input's name, and what else is said of it."""
    return lambda n: f"{{name: VALUE_{n}, datatype: {datatype}, default: 'one'}}"


def options(n):
    """A spec with one input that has n options."""
    choices = "".join(f"      - choice {number}\n" for number in range(n))
    return f"{HEAD}inputs:\n  one:\n    name: ONE\n    datatype: string\n    display-as: select\n    options:\n{choices}"


def folding(n):
    """One of many names that are all `a-b` once they are folded."""
    return "a" + f"{n:014b}".replace("0", "-").replace("1", "_") + "b"


def gateway_models(n):
    """A spec with one gateway entry that offers n models."""
    models = "".join(f"      - own-model-{number}\n" for number in range(n))
    return f"{HEAD}models:\n  chat:\n    provider: gateway\n    models:\n{models}"


KINDS = {
    "inputs": section("inputs", lambda n: f"  value-{n}: {named('string')(n)}\n"),
    "agent inputs": listed("inputs", named("string")),
    "options of an input": options,
    "stores": section("knowledge", lambda n: f"  store-{n}: {{provider: {['postgres', 'redis', 'qdrant'][n % 3]}}}\n"),
    "models of a provider": section("models", lambda n: f"  model-{n}: {{provider: openai}}\n"),
    "models of the gateway": gateway_models,
    "models with containers": section("models", lambda n: f"  model-{n}:\n    {IMAGE}\n"),
    "own providers": own_providers,
    "one own provider": one_provider,
    "integrations": section("integrations", lambda n: f"  service-{n}:\n    {IMAGE}\n"),
    "builds with disks": builds,
    "jobs at the start": jobs("startup"),
    "jobs by hand": jobs("manual"),
    "webhooks": jobs("webhook"),
    "schedules": schedules,
    "skills": listed("skills", lambda n: f"{{name: skill-{n}, description: What it does.}}"),
}

# Each gives n findings, of a kind each, and those commands are run that tell them.
FINDINGS = {
    "inputs of one name": section("inputs", lambda n: f"  value-{n}: {{name: VALUE, datatype: string}}\n"),
    "inputs of one name and two texts": section(
        "models", lambda n: f"  model-{n}:\n    {IMAGE}\n    inputs: [{{name: ONE, datatype: string, default: '{n}'}}]\n"
    ),
    "unknown keys": lambda n: HEAD + "".join(f"  word-{number}: 1\n" for number in range(n)),
    "unknown sections": lambda n: HEAD + "".join(f"word-{number}: 1\n" for number in range(n)),
    "wrong types": section("inputs", lambda n: f"  value-{n}: {{name: VALUE_{n}, datatype: string, default: {n}}}\n"),
    "unknown providers": section("models", lambda n: f"  model-{n}: {{provider: opnai-{n}}}\n"),
    "empty entries": section("models", lambda n: f"  model-{n}:\n"),
    "loose images": section("integrations", lambda n: f"  service-{n}: {{container: {{image: Some:{n}}}}}\n"),
    "names that fold to one": section("integrations", lambda n: f"  {folding(n)}:\n    {IMAGE}\n"),
    "words of YAML 1.1": section("inputs", lambda n: f"  value-{n}: {{name: VALUE_{n}, datatype: string, default: no}}\n"),
}

TARGETS = ["env", "compose", "kubernetes", "helm", "sdk-python", "sdk-mastra", "sdk-rust"]
FORMATS = ["human", "short", "json", "sarif", "github", "gitlab", "junit"]


def generate(target):
    return f"generate {target}", lambda spec, out: ["generate", target, spec, "--out-dir", out]


# Every file that an earlier run made is one too many.
RENAMED = "generate env, all renamed"
PLANS = {
    "validate": lambda spec, out: ["validate", spec],
    "fmt --check": lambda spec, out: ["fmt", "--check", spec],
    "fix --diff": lambda spec, out: ["fix", "--diff", spec],
    "plan": lambda spec, out: ["plan", spec],
    "plan --for cluster": lambda spec, out: ["plan", "--for", "cluster", spec],
    "graph": lambda spec, out: ["graph", spec],
    "docs": lambda spec, out: ["docs", out.with_suffix(".md"), "--append", "--spec", spec],
    **dict(map(generate, TARGETS)),
    RENAMED: generate("env")[1],
}
TELLING = {
    **{f"validate as {name}": lambda spec, out, name=name: ["validate", "--format", name, spec] for name in FORMATS},
    "fix --diff": PLANS["fix --diff"],
}


class Case:
    """A command on a kind of entry: how long it takes by size."""

    def __init__(self, folder, ast, specs, command, over=None):
        self.folder, self.ast, self.specs, self.command, self.over = folder, ast, specs, command, over
        self.sizes = sorted(specs)
        self.times = {}

    def prepare(self, size):
        """The command that is measured, once what has to be there is."""
        out = self.folder / "out"
        shutil.rmtree(out, ignore_errors=True)
        if self.over:
            subprocess.run([self.ast, *self.command(self.over[size], out)], check=True, capture_output=True)
        return [self.ast, *self.command(self.specs[size], out)]

    def run(self, size):
        """Runs it once more, and keeps the least time."""
        command = self.prepare(size)
        # Not through pipes: who reads them takes part.
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode not in (0, 1):
            sys.exit(f"growth: `{' '.join(map(str, command))}` ended with {process.returncode}")
        self.times[size] = min(self.times.get(size, math.inf), used.ru_utime + used.ru_stime)

    def count(self, size):
        """How many instructions it takes."""
        count = ["valgrind", "--tool=cachegrind", "--cache-sim=no", "--cachegrind-out-file=/dev/null"]
        done = subprocess.run([*count, *self.prepare(size)], capture_output=True, text=True, check=False)
        return int(re.search(r"I\s+refs:\s+([\d,]+)", done.stderr)[1].replace(",", ""))

    def growth(self, costs):
        """How a cost by size grows between the two largest."""
        before, last = self.sizes[-2:]
        return math.log(costs[last] / costs[before]) / math.log(last / before)

    def exponent(self):
        """How the time grows; none where it is too short to tell."""
        return self.growth(self.times) if self.times[self.sizes[-1]] >= LEAST else None

    def measure(self):
        for size in self.sizes:
            self.run(size)
        for _ in range(TRIES):
            if (self.exponent() or 0) <= MOST:
                return
            for size in self.sizes[-2:]:
                self.run(size)

    def verdict(self):
        """What is wrong, if something is."""
        exponent = self.exponent() or 0
        if exponent <= MOST:
            return None
        counted = self.growth({size: self.count(size) for size in self.sizes[-2:]})
        if counted <= MOST and exponent <= MOST_TIME:
            print(f"  its time grew by {exponent:.2f}, its instructions by {counted:.2f}", flush=True)
            return None
        return f"its time by {exponent:.2f}, its instructions by {counted:.2f}"


def measured(arguments, folder):
    """Every case in its turn, measured."""
    for kinds, commands in [(KINDS, PLANS), (FINDINGS, TELLING)]:
        for kind, text in kinds.items():
            if arguments.kind and kind not in arguments.kind:
                continue
            specs, others = {}, {}
            for size in arguments.sizes:
                name = kind.replace(" ", "-")
                specs[size], others[size] = folder / f"{name}-{size}.yml", folder / f"{name}-{size}-others.yml"
                specs[size].write_text(text(size))
                others[size].write_text(re.sub(r"-(\d)", r"-other-\1", text(size)))
            for name, command in commands.items():
                if not arguments.command or name in arguments.command:
                    case = Case(folder, arguments.ast, specs, command, others if name == RENAMED else None)
                    case.measure()
                    yield kind, name, case


def tell(kind, name, case):
    exponent = case.exponent()
    times = " | ".join(f"{case.times[size] * 1000:.0f} ms" for size in case.sizes)
    print(f"| {kind} | {name} | {times} | {'–' if exponent is None else f'{exponent:.2f}'} |", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ast", default="ast", help="the program, if it is not the one on the PATH")
    # Both are above 1,000, where corrections that look at all of a mapping end: below it, other work is done.
    parser.add_argument("--sizes", default="1100,3300", help="numbers of entries, at least two")
    parser.add_argument("--kind", action="append", help="only this kind of entry")
    parser.add_argument("--command", action="append", help="only this command")
    arguments = parser.parse_args()
    arguments.sizes = sorted(map(int, arguments.sizes.split(",")))
    print("| kind | command | " + " | ".join(f"{size:,}" for size in arguments.sizes) + " | exponent |")
    print("| --- | --- | " + "--- | " * len(arguments.sizes) + "--- |")
    # In memory, where there is a folder for it: what a disk does is no part of this.
    memory = pathlib.Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as folder:
        growing = []
        for kind, name, case in measured(arguments, pathlib.Path(folder)):
            tell(kind, name, case)
            if verdict := case.verdict():
                growing.append(f"{name} of {kind}: {verdict}")
    if growing:
        sys.exit("\n".join([f"growth: {len(growing)} grow faster than the entries (above {MOST}):", *growing]))
    print(f"\ngrowth: nothing grows faster than the entries (above {MOST})")


main()
