"""How long an editor waits: a real `ast lsp` over its standard streams, as a table.

From a keystroke to its diagnostics, for what stands behind a burst of edits, and for what is asked of a text that was
checked. With --check it fails where a figure is above its goal, which are for two cores with nothing else to do.

    python3 benches/lsp.py [--ast PROGRAM] [--lines 200,2000,10000] [--rounds 200] [--check]
"""

import argparse
import json
import os
import subprocess
import sys
import time

URI = "file:///nowhere/astropods.yml"
# By lines, what 95 of 100 keystrokes may take until their diagnostics are there, in milliseconds.
KEYSTROKE = {200: 1.0, 2000: 5.0, 10000: 25.0}
# What a request may take behind a burst of so many edits, and what one may take of a text that was checked.
BURST, BEHIND, ANSWER = 20, 150.0, 3.0


def spec(lines):
    """A spec of so many lines, of the kinds of entries that real ones have."""
    text = ["spec: blueprint/v1", "name: my-agent", "agent:", "  image: my-agent:1", "inputs:"]
    for number in range((lines - 5) * 4 // 5 // 5):
        text += [f"  value-{number}:", f"    name: VALUE_{number}", "    datatype: string"]
        text += [f"    description: What {number} is for", f'    default: "{number}"']
    text += ["knowledge:", "  db: {provider: postgres}", "  own:"]
    text += ['    container: {image: "store:1", port: 8080}', "integrations:"]
    for number in range((lines - len(text)) // 2):
        text += [f"  code-{number}:", "    provider: github"]
    return "\n".join(text) + "\n"


class Editor:
    """A client at the other end of the streams of a server."""

    def __init__(self, ast, text):
        self.process = subprocess.Popen([ast, "lsp"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, bufsize=0)
        self.unread, self.version, self.asked = b"", 0, 0
        self.ask("initialize", {"capabilities": {"textDocument": {"diagnostic": {}}}})
        document = {"uri": URI, "languageId": "yaml", "version": 0, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})

    def send(self, *messages):
        """Writes messages at once."""
        bodies = [json.dumps({"jsonrpc": "2.0", **message}).encode() for message in messages]
        rest = b"".join(b"Content-Length: %d\r\n\r\n" % len(body) + body for body in bodies)
        while rest:
            rest = rest[self.process.stdin.write(rest) :]

    def more(self):
        read = os.read(self.process.stdout.fileno(), 1 << 20)
        if not read:
            sys.exit("lsp: the server went away")
        self.unread += read

    def receive(self):
        """The body of the next message."""
        while b"\r\n\r\n" not in self.unread:
            self.more()
        head, self.unread = self.unread.split(b"\r\n\r\n", 1)
        length = int(head.split(b": ")[1])
        while len(self.unread) < length:
            self.more()
        body, self.unread = self.unread[:length], self.unread[length:]
        return body

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def request(self, method, params):
        self.asked += 1
        return {"id": self.asked, "method": method, "params": {"textDocument": {"uri": URI}, **params}}

    def answer(self, number):
        """The answer to a request, and when it was there."""
        while True:
            body = self.receive()
            arrived = time.perf_counter()
            message = json.loads(body)
            if message.get("id") == number and "method" not in message:
                return message, arrived

    def ask(self, method, params):
        """A result, and how long it took in milliseconds."""
        request = self.request(method, params)
        begin = time.perf_counter()
        self.send(request)
        message, arrived = self.answer(request["id"])
        if "error" in message:
            sys.exit(f"lsp: {method}: {message['error']}")
        return message["result"], (arrived - begin) * 1000

    def edit(self, line):
        """A character that is typed, or taken back."""
        self.version += 1
        end, text = (4, "x") if self.version % 2 == 1 else (5, "")
        change = {"range": {"start": {"line": line, "character": 4}, "end": {"line": line, "character": end}}, "text": text}
        document = {"uri": URI, "version": self.version}
        return {"method": "textDocument/didChange", "params": {"textDocument": document, "contentChanges": [change]}}

    def keystroke(self, line):
        """From a keystroke to its diagnostics, in milliseconds."""
        edit, request = self.edit(line), self.request("textDocument/diagnostic", {})
        begin = time.perf_counter()
        self.send(edit, request)
        message, arrived = self.answer(request["id"])
        assert message["result"]["kind"] == "full", message
        return (arrived - begin) * 1000

    def behind(self, line, method, params):
        """What a request takes that stands behind a burst of edits, each with a request that is taken back."""
        messages, taken_back = [], []
        for _ in range(BURST):
            stale, old = self.request(method, params), self.request("textDocument/diagnostic", {})
            messages += [self.edit(line), stale, old]
            taken_back.append({"method": "$/cancelRequest", "params": {"id": stale["id"]}})
        last = self.request(method, params)
        begin = time.perf_counter()
        self.send(*messages, *taken_back, last)
        message, arrived = self.answer(last["id"])
        assert "result" in message, message
        return (arrived - begin) * 1000

    def end(self):
        self.process.stdin.close()
        self.process.wait()


def quantile(times, part):
    return sorted(times)[min(len(times) - 1, int(len(times) * part))]


class Table:
    def __init__(self):
        self.over = []
        print("| what | p50 | p95 | goal |\n| --- | --- | --- | --- |")

    def row(self, what, times, goal=None):
        half, most = quantile(times, 0.5), quantile(times, 0.95)
        told = "" if goal is None else f"{goal:g} ms"
        print(f"| {what} | {half:.2f} ms | {most:.2f} ms | {told} |", flush=True)
        if goal is not None and most > goal:
            self.over.append(f"{what}: {most:.2f} ms, goal {goal:g} ms")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ast", default="ast", help="the program, if it is not the one on the PATH")
    parser.add_argument("--lines", default="200,2000,10000", help="the sizes of texts")
    parser.add_argument("--rounds", type=int, default=200, help="how often each is measured")
    parser.add_argument("--check", action="store_true", help="fail where a figure is above its goal")
    arguments = parser.parse_args()
    table = Table()
    for lines in map(int, arguments.lines.split(",")):
        text = spec(lines)
        rows = text.splitlines()
        line = next(number for number, row in enumerate(rows) if "value-1:" in row)
        editor = Editor(arguments.ast, text)
        editor.keystroke(line), editor.keystroke(line)
        times = [editor.keystroke(line) for _ in range(arguments.rounds)]
        table.row(f"{lines:,} lines: keystroke to diagnostics", times, KEYSTROKE.get(lines))
        at = {"position": {"line": line + 2, "character": 16}}
        within = {"range": {"start": {"line": line, "character": 0}, "end": {"line": line + 60, "character": 0}}}
        whole = {"range": {"start": {"line": 0, "character": 0}, "end": {"line": len(rows), "character": 0}}}
        asked = {
            "hover": ("textDocument/hover", at),
            "completion": ("textDocument/completion", at),
            "hints of a screen": ("textDocument/inlayHint", within),
            "hints of all": ("textDocument/inlayHint", whole),
            "actions": ("textDocument/codeAction", {**within, "context": {"diagnostics": []}}),
        }
        for name, (method, params) in asked.items():
            times = [editor.ask(method, params)[1] for _ in range(arguments.rounds)]
            table.row(f"{lines:,} lines: {name}", times, None if name == "hints of all" else ANSWER)
        for name in ["hover", "completion", "actions"]:
            times = [editor.behind(line, *asked[name]) for _ in range(max(5, arguments.rounds // 10))]
            table.row(f"{lines:,} lines: {name} behind {BURST} edits", times, BEHIND)
        editor.end()
    if table.over:
        words = "\n".join(table.over)
        print(f"\nlsp: {len(table.over)} are above their goals:\n{words}")
        sys.exit(1 if arguments.check else 0)


main()
