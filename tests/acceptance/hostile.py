"""Runs every command that reads a spec on hostile ones, and measures each run."""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import sys

MOST_SECONDS, MOST_MEGABYTES = 1.0, 100
# Whatever the machine does beside this, nothing hangs.
MOST_PATIENCE = 60
# What a terminal would obey, or show in another order.
UNSEEMLY = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\u202a-\u202e]")
COMMANDS = [
    "validate",
    "validate --format short",
    "validate --format sarif",
    "validate --format gitlab",
    "fix --diff --unsafe",
    "fmt --diff",
    "plan",
    "plan --for cluster --format json",
    "generate --print compose",
    "explain agent",
]

RAW = [command for command in COMMANDS if any(word in command for word in ("--diff", "sarif", "gitlab", "json", "--print"))]

folder = pathlib.Path(sys.argv[1])
failures = []
worst = {"seconds": (0.0, ""), "megabytes": (0.0, "")}


def expect(holds, otherwise):
    if not holds:
        failures.append(otherwise)


# How often a run is measured that took too long: the least is the one that nothing disturbed.
TRIES = 3


def run(name, command, *paths, stdin="/dev/null"):
    """The status and both outputs of ast, which has to end soon, stay small, and say what it means."""
    for _ in range(TRIES):
        status, text, told, seconds, megabytes = measured(command, *paths, stdin=stdin)
        if seconds < MOST_SECONDS:
            break
    what = f"{name}: ast {command}"
    expect(status in (0, 1, 2), f"{what} ended with {status}: {told[:500]}")
    expect("panicked" not in told, f"{what}: {told[:500]}")
    is_small = seconds < MOST_SECONDS and megabytes < MOST_MEGABYTES
    expect(is_small, f"{what} took {seconds:.2f} s and {megabytes:.0f} MB")
    worst["seconds"] = max(worst["seconds"], (seconds, what))
    worst["megabytes"] = max(worst["megabytes"], (megabytes, what))
    return status, text, told


def measured(command, *paths, stdin):
    """One run: its status, both outputs, and what it took of processors and memory."""
    out, err, usage = folder / "out", folder / "err", folder / "usage"
    # Started by a small program: what starts another lends it the memory that it had.
    words = ["/usr/bin/time", "--quiet", "--format=%M %U %S", f"--output={usage}", "ast", *command.split(), *paths]
    with open(stdin, "rb") as given, out.open("wb") as stdout, err.open("wb") as stderr:
        streams = {"stdin": given, "stdout": stdout, "stderr": stderr}
        status = subprocess.run(words, cwd=folder, timeout=MOST_PATIENCE, check=False, **streams).returncode
    memory, *processor = (float(number) for number in usage.read_text().split())
    # Processor time: what else the machine does is not counted.
    seconds, megabytes = sum(processor), memory / 1024
    return status, out.read_text(errors="replace"), err.read_text(errors="replace"), seconds, megabytes


def check(name, path, codes, expected):
    status, text, _ = run(name, "validate --format json", path)
    findings = [found for file in json.loads(text)["files"] for found in file["diagnostics"]]
    found = {finding["code"] for finding in findings}
    expect(status == expected, f"{name}: ended with {status}, and {found}")
    expect(found >= set(codes) and bool(found) == bool(codes), f"{name}: {found}, not {codes}")
    for finding in findings:
        start = finding["range"]["start"]
        expect(start["line"] > 0 and start["column"] > 0 and finding["message"], f"{name}: {finding}")
    for command in COMMANDS:
        status, text, told = run(name, command, path)
        expect(status == 0 or text or told, f"{name}: ast {command} failed, and said nothing")
        # A difference, and what programs read, hold the file's own text.
        unseemly = UNSEEMLY.search(told if command in RAW else text + told)
        expect(not unseemly, f"{name}: ast {command} printed {unseemly and unseemly.group()!r}")
    print(f"hostile: {name}: {', '.join(codes) or 'fine'}")


def framed(*messages):
    """Messages as an editor sends them."""
    texts = (message if isinstance(message, bytes) else json.dumps(message).encode() for message in messages)
    return b"".join(b"Content-Length: %d\r\n\r\n%s" % (len(text), text) for text in texts)


def serve(name, after, expected, words):
    """What the language server does with bytes after a beginning: its status, and what it says somewhere."""
    given = folder / "given"
    given.write_bytes(framed({"id": 0, "method": "initialize", "params": {"capabilities": {}}}) + after)
    status, text, told = run(name, "lsp", stdin=given)
    expect(status == expected, f"{name}: the server ended with {status}: {told[:500]}")
    expect(words in text + told, f"{name}: the server does not say `{words}`: {told[:500]}")
    print(f"hostile: the server and {name}: {words}")


def warned(codes):
    return codes in (["deprecated-spec-version"], ["empty-section"], ["unknown-model"])


for name, codes in json.loads((folder / "expected.json").read_text()).items():
    check(name, f"{name}.yml", codes, 1 if codes and not warned(codes) else 0)

shutil.rmtree(folder / "folder.yml", ignore_errors=True)
(folder / "folder.yml").mkdir()
check("a-folder-without-a-spec", "folder.yml", ["io"], 2)
check("a-missing-file", "missing.yml", ["io"], 2)
for old in ("socket.yml", "loop.yml", "pipe.yml"):
    (folder / old).unlink(missing_ok=True)
listener = socket.socket(socket.AF_UNIX)
listener.bind(os.path.relpath(folder / "socket.yml"))
check("a-socket", "socket.yml", ["io"], 2)
(folder / "loop.yml").symlink_to("loop.yml")
check("a-link-to-itself", "loop.yml", ["io"], 2)
check("a-device-without-an-end", "/dev/zero", ["io"], 2)

# What lies beside a spec, and what a folder is searched by.
beside = {
    "a-pipe-as-options": ("ast.toml", os.mkfifo),
    "a-device-as-options": ("ast.toml", lambda path: os.symlink("/dev/zero", path)),
    "standard-input-as-options": ("ast.toml", lambda path: os.symlink("/dev/stdin", path)),
    "the-environment-as-options": ("ast.toml", lambda path: os.symlink("/proc/self/environ", path)),
    "a-pipe-of-rules": (".gitignore", os.mkfifo),
    "a-device-of-rules": (".ignore", lambda path: os.symlink("/dev/zero", path)),
    "100000-rules": (".gitignore", lambda path: path.write_text("".join(f"**/x{n}/*.y\n" for n in range(100_000)))),
    "4-megabytes-of-one-rule": (".gitignore", lambda path: path.write_text("?*" * (2 << 20))),
}
for name, (file, make) in beside.items():
    project = folder / name
    shutil.rmtree(project, ignore_errors=True)
    project.mkdir()
    (project / "astropods.yml").write_text("spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n")
    make(project / file)
    skipped = name in ("a-pipe-of-rules", "a-device-of-rules")
    check(name, name, [] if skipped else ["io"], 0 if skipped else 2)

bye = framed({"id": 9, "method": "shutdown"}, {"method": "exit"})
document = {"uri": "untitled:astropods.yml", "languageId": "yaml", "version": 1, "text": "a: \ud83d\n"}
serve("half-a-character", framed({"method": "textDocument/didOpen", "params": {"textDocument": document}}) + bye, 0, '"id":9')
for length in (-1, 2**32, 999999999999999999, 10**30):
    serve(f"a-length-of-{length}", b"Content-Length: %d\r\n\r\n{}" % length, 1, "the conversation can't go on")
serve("33-megabytes", framed(b" " * (33 * 1024 * 1024)) + bye, 0, "was dropped")
serve("a-million-values", framed(b"[" + b"0," * 1_000_000 + b"0]") + bye, 0, "more than 500000 values")
serve("a-line-without-an-end", b"X: " + b"y" * (64 * 1024 * 1024), 1, "a header is longer")
serve("100000-lines-of-a-header", b"X: y\r\n" * 100_000, 1, "a header has more")
serve("100000-brackets", framed(b"[" * 100_000) + bye, 0, "-32700")
serve("10000-requests", framed(*({"id": n, "method": "x"} for n in range(10_000))) + bye, 0, '"id":9999')
for what, (most, where) in worst.items():
    print(f"hostile: at most {most:.2f} {what}: {where}")
for failure in failures:
    print(f"hostile: {failure}", file=sys.stderr)
sys.exit(bool(failures))
