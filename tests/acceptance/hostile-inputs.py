"""Writes hostile specs into a folder, and beside them what has to be found in each."""

import json
import pathlib
import sys

HEAD = b"spec: blueprint/v1\nname: my-agent\nagent:\n  image: my-agent:1\n"
GOOD = HEAD + b"models:\n  chat:\n    provider: openai\n"
MIB = 1 << 20
# A level has the ten of the one below.
BOMB = b"x0: &x0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]\n" + b"".join(
    b"x%d: &x%d [%s]\n" % (n, n, b", ".join([b"*x%d" % (n - 1)] * 10)) for n in range(1, 60)
)


def repeat(count, line):
    return b"".join(line.replace(b"%d", b"%d" % n) for n in range(count))


def containers(count):
    return HEAD + b"integrations:\n" + repeat(count, b"  c%d: {container: {image: 'a:1'}}\n")


def inputs(count):
    return b"inputs:\n" + repeat(count, b"  i%d: {name: I%d, datatype: string}\n")


def ingestions(count):
    return HEAD + b"ingestion:\n" + repeat(count, b"  n%d: {container: {image: 'a:1'}, trigger: {type: startup}}\n")


def stores(count):
    return b"knowledge:\n" + repeat(count, b"  k%d: {container: {image: 'a:1'}}\n")


# The content, and the codes that have to be found: none where the file is fine.
FILES = {
    "alias-bomb": (BOMB, ["too-many-nodes"]),
    "20000-levels-of-flow": (b"a: " + b"[" * 20_000, ["nesting-too-deep"]),
    "20000-levels-of-flow-closed": (b"a: " + b"[" * 20_000 + b"]" * 20_000, ["nesting-too-deep"]),
    "20000-levels-of-mappings": (b"a: " + b"{a: " * 20_000, ["nesting-too-deep"]),
    # What fits the largest file: indentation grows with the square.
    "2000-levels-of-blocks": (b"\n".join(b" " * n + b"a:" for n in range(2_000)), ["nesting-too-deep"]),
    "20000-levels-of-lists": (b"a:\n " + b"- " * 20_000 + b"x", ["nesting-too-deep"]),
    "10-megabytes": (b"#" + b"x" * (10 * MIB), ["file-too-large"]),
    "4-megabytes-of-comments": (HEAD + b"# c\n" * (MIB - 100), []),
    "4-megabytes-of-comments-and-a-fix": (
        HEAD.replace(b"blueprint", b"package") + b"# c\n" * (MIB - 100),
        ["deprecated-spec-version"],
    ),
    "4-megabytes-of-line-breaks": (HEAD + b"\n" * (4 * MIB - 100), []),
    "4-megabytes-on-one-line": (HEAD + b'  annotations: {a: "' + b"x" * (4 * MIB - 200) + b'"}\n', []),
    "4-megabytes-of-quotes": (b'"' * (4 * MIB), ["syntax"]),
    "100000-entries": (HEAD + b"models:\n" + repeat(100_000, b"  m%d: {provider: openai}\n"), ["too-many-nodes"]),
    "4000-entries": (HEAD + b"models:\n" + repeat(4_000, b"  m%d: {provider: openai}\n"), []),
    "5000-unknown-keys": (repeat(5_000, b"k%d: 1\n"), ["unknown-key", "missing-key"]),
    "2000-secrets": (
        HEAD + b"inputs:\n" + repeat(2_000, b"  i%d: {name: I%d, datatype: string, secret: yes, default: x%d}\n"),
        ["wrong-type"],
    ),
    "4000-misspelt-providers": (HEAD + b"models:\n" + repeat(4_000, b"  m%d: {provider: opnai}\n"), ["unknown-provider"]),
    "1000-misspelt-names-of-1000-providers": (
        HEAD
        + b"integrations:\n"
        + repeat(1_000, b"  i%d: {provider: own-%dx}\n")
        + b"providers:\n"
        + repeat(1_000, b"  own-%d: {scope: [integrations], variables: [{name: V%d, datatype: string}]}\n"),
        ["unknown-provider"],
    ),
    "2000-schedules-of-other-names": (
        ingestions(120).replace(b"startup", b"schedule") + b"dev:\n  schedules:\n" + repeat(2_000, b"    m%d: '0 2 * * *'\n"),
        ["unknown-schedule"],
    ),
    "4000-inputs-of-one-name": (
        HEAD + b"inputs:\n" + repeat(4_000, b"  i%d: {name: A, datatype: string, default: x%d}\n"),
        ["duplicate-input"],
    ),
    "4000-words-for-mappings": (HEAD + b"models:\n" + repeat(4_000, b"  m%d: openai\n"), ["wrong-type"]),
    "2000-things-to-fix": (
        HEAD + b"inputs:\n" + repeat(2_000, b"  i%d: {name: I%d, datatype: string, required: true}\n"),
        ["legacy-required"],
    ),
    # What is expanded grows as a product: just below the bound on it, and far above.
    "100-inputs-of-190-containers": (containers(190) + inputs(100), []),
    "3000-inputs-of-3000-containers": (containers(3_000) + inputs(3_000), ["too-many-variables"]),
    "60-entries-of-120-ingestions": (ingestions(120) + stores(60), []),
    "3000-entries-of-3000-ingestions": (ingestions(3_000) + stores(3_000), ["too-many-variables"]),
    "3000-entries-of-3000-variables": (
        HEAD + b"models:\n" + repeat(3_000, b"  m%d: {provider: own}\n") + b"providers:\n  own:\n    scope: [models]\n"
        b"    variables:\n" + repeat(3_000, b"    - {name: V%d, datatype: string}\n"),
        ["too-many-variables"],
    ),
    "5000-models-of-the-gateway": (
        HEAD + b"models:\n  m:\n    provider: gateway\n    models:\n" + repeat(5_000, b"    - m%d\n"),
        ["unknown-model"],
    ),
    "5000-inputs-of-one-name": (HEAD + b"  inputs:\n" + repeat(5_000, b"  - {name: A, datatype: string}\n"), ["duplicate-input"]),
    "1-megabyte-of-closing-brackets": (b"a: ]\n" * (MIB // 5), ["syntax"]),
    "invalid-utf-8": (HEAD + b"meta: caf\xe9\n", ["invalid-encoding"]),
    "utf-16-little-endian": (GOOD.decode().encode("utf-16"), ["invalid-encoding"]),
    "utf-16-big-endian": (GOOD.decode().encode("utf-16-be"), ["invalid-encoding"]),
    "byte-order-mark": (b"\xef\xbb\xbf" + GOOD, []),
    "two-byte-order-marks": (b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD, []),
    "crlf": (GOOD.replace(b"\n", b"\r\n"), []),
    "cr": (GOOD.replace(b"\n", b"\r"), []),
    "nul": (HEAD + b"models: \0\n", ["invalid-encoding"]),
    "control-characters": (HEAD + b'models:\n  a: {provider: "\x07\x1b[2J"}\n', ["invalid-encoding"]),
    "escapes-of-a-terminal": (HEAD + b'models:\n  a: {provider: "\\e[2J\\u202e"}\n', ["unknown-provider"]),
    "recursive-alias": (b"a: &a [*a]\n" + GOOD, ["recursive-alias"]),
    "recursive-merge": (HEAD + b"models: &m\n  chat:\n    <<: *m\n", ["recursive-alias"]),
    "merge-of-itself": (HEAD + b"models: &m\n  <<: *m\n", ["recursive-alias"]),
    "merge-of-a-number": (HEAD + b"models:\n  chat:\n    <<: 1\n", ["invalid-merge"]),
    "unterminated-quote": (HEAD + b'models: "abc\n', ["syntax"]),
    "unterminated-single-quote": (HEAD + b"models: 'abc\n", ["syntax"]),
    "unterminated-list": (HEAD + b"models: [a, b\n", ["syntax"]),
    "unterminated-mapping": (HEAD + b"models: {a: b\n", ["syntax"]),
    "unterminated-escape": (HEAD + b'models: "\\\n', ["syntax"]),
    "unterminated-anchor": (HEAD + b"models: &\n", ["syntax"]),
    "unterminated-alias": (HEAD + b"models: *\n", ["syntax"]),
    "unterminated-tag": (HEAD + b"models: !<tag\n", ["syntax"]),
    "unterminated-directive": (b"%YAML 1.2\n" + GOOD, ["syntax"]),
    "unterminated-block": (HEAD + b"models: |", ["wrong-type"]),
    "unterminated-key": (HEAD + b"? models", ["empty-section"]),
    "only-a-marker": (b"---", ["empty-file"]),
    "nothing": (b"", ["empty-file"]),
}

folder = pathlib.Path(sys.argv[1])
for name, (content, _) in FILES.items():
    (folder / f"{name}.yml").write_bytes(content)
(folder / "expected.json").write_text(json.dumps({name: codes for name, (_, codes) in FILES.items()}))
