#!/usr/bin/env python3
"""Drives Neovim as a person would: it is started with the file of the set-up page in its configuration, keys are sent
to it, and what it then shows is read back.

Usage: neovim NVIM FOLDER [FLAG…], where FOLDER is that of a project whose spec says `provider: qdrnt`, other.yml is a
spec by its comment and shopping.yml is none. Needs WORK and ast.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import time

nvim, project, flags = sys.argv[1], pathlib.Path(sys.argv[2]), sys.argv[3:]
home = pathlib.Path(os.environ["WORK"]) / f"neovim-{os.getpid()}"
plugin = home / "config" / "nvim" / "plugin"
plugin.mkdir(parents=True)
shutil.copy("editors/neovim/ast.lua", plugin)
socket = home / "socket"
variables = os.environ | {
    "XDG_CONFIG_HOME": str(home / "config"),
    "XDG_DATA_HOME": str(home / "data"),
    "XDG_STATE_HOME": str(home / "state"),
    "XDG_CACHE_HOME": str(home / "cache"),
}


def remote(kind, text):
    command = [nvim, "--headless", "--server", str(socket), kind, text]
    done = subprocess.run(command, capture_output=True, text=True, timeout=20, env=variables, check=False)
    return (done.stdout + done.stderr).strip()


def keys(text):
    remote("--remote-send", text)


def lua(expression):
    """The value of an expression of Lua inside of Neovim."""
    answer = home / "answer"
    answer.unlink(missing_ok=True)
    # By a file, as long answers are shortened on their way to a terminal.
    said = remote("--remote-expr", f"writefile([luaeval({quoted(f'vim.fn.json_encode({expression})')})], {quoted(str(answer))})")
    if not answer.exists():
        raise SystemExit(f"neovim: `{expression}` gives {said!r}")
    return json.loads(answer.read_text())


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


def until(what, expression, holds):
    """Waits until a value is as it has to be, and says so."""
    end = time.monotonic() + 30
    while not holds(value := lua(expression)):
        if time.monotonic() > end:
            raise SystemExit(f"neovim: not seen: {what}; `{expression}` is {value!r}")
        time.sleep(0.1)
    print(f"neovim: {what}")
    return value


def run(command):
    keys(f"<Esc>:{command}<CR>")


DIAGNOSTICS = "vim.tbl_map(function(d) return { d.lnum + 1, d.message } end, vim.diagnostic.get(0))"
TEXT = "table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\\n')"
# The text of the windows that float over the others.
FLOATING = (
    "table.concat(vim.tbl_flatten(vim.tbl_map(function(w) return vim.api.nvim_win_get_config(w).relative ~= '' and "
    "vim.api.nvim_buf_get_lines(vim.api.nvim_win_get_buf(w), 0, -1, false) or {} end, vim.api.nvim_list_wins())), '\\n')"
)


def checks():
    version = lua("vim.version()")
    is_old = (version["major"], version["minor"]) < (0, 8)
    print(f"neovim: {version['major']}.{version['minor']}.{version['patch']}")

    run(f"edit {project}/astropods.yml")
    until("the spec has a type of its own", "vim.bo.filetype", lambda kind: kind == "yaml.astropods")
    line = next(n for n, text in enumerate((project / "astropods.yml").read_text().splitlines(), 1) if "qdrnt" in text)
    finding = [line, "unknown provider 'qdrnt' for 'knowledge'\nhelp: did you mean 'qdrant'?"]
    until("the finding", DIAGNOSTICS, lambda found: found == [finding])

    # The compiler's fix, chosen from the list of actions.
    lua(
        "(function() vim.ui.select = function(items, options, chosen) _G.actions = vim.tbl_map(options.format_item, items)"
        " chosen(items[1], 1) end return 1 end)()"
    )
    run(f"call cursor({line}, 17)")
    run("lua vim.lsp.buf.code_action()")
    until("the actions", "_G.actions or {}", lambda titles: titles[:1] == ["Change to `qdrant`"])
    until(
        "the fix is applied, and the finding gone",
        f"{{ {TEXT}, {DIAGNOSTICS} }}",
        lambda now: "provider: qdrant" in now[0] and now[1] == [],
    )
    if not is_old:
        hints = "vim.tbl_map(function(h) return h.inlay_hint.label end, vim.lsp.inlay_hint.get({ bufnr = 0 }))"
        until("what the entry injects, in the text", hints, lambda labels: any("QDRANT_URL" in str(x) for x in labels))

    # What the entry becomes.
    run(f"call cursor({line - 1}, 4)")
    run("lua vim.lsp.buf.hover()")
    until("what the entry becomes, on hover", FLOATING, lambda text: "knowledge-pages" in text and "QDRANT_URL" in text)

    # The list of completions, typed into.
    run(f"call cursor({line}, 1)")
    keys("<Esc>A<C-w><C-x><C-o>")
    words = "vim.tbl_map(function(i) return i.word end, vim.fn.complete_info({ 'items' }).items)"
    listed = until("the completions", words, lambda labels: "redis" in labels)
    assert {"mysql", "neo4j", "pinecone", "postgres", "qdrant", "redis"} == set(listed), listed
    keys("<Esc>")
    run("undo")
    until("the spec is as it was", f"{{ {TEXT}, vim.fn.mode() }}", lambda now: "provider: qdrant" in now[0] and now[1] == "n")

    # The only one of the list is taken, goes on over lines, and is written on in.
    keys("<Esc>Go<C-u>sandb<C-x><C-o>")
    until("the only one is taken", "vim.fn.getline('$'):match('^sandbox:')", lambda found: found == "sandbox:")
    keys("x")
    taken = "\nsandbox:\n  toolchain: x" if not is_old else "\nsandbox:"
    until("its place is filled in", TEXT, lambda text: taken in text)
    keys("<Esc>u")
    until("the spec is as it was again", TEXT, lambda text: "sandbox" not in text)
    keys("<Esc>:%s/^name: /name:    /<CR>")
    until("a line is out of form", TEXT, lambda text: "\nname:    handbook" in text)
    run("lua vim.lsp.buf.format()" if not is_old else "lua vim.lsp.buf.formatting_sync()")
    until("it is laid out", TEXT, lambda text: "\nname: handbook" in text)

    # An ingestion job with its schedule.
    keys("<Esc>gg/^  nightly:<CR>ll")
    run("lua vim.lsp.buf.rename('every-night')")
    until(
        "the job and its schedule are renamed",
        TEXT,
        lambda text: "\n  every-night:\n" in text and '\n    every-night: "20 3 * * *"' in text and "  nightly:" not in text,
    )

    run("AstPlan cluster")
    until("the plan", TEXT, lambda text: text.startswith("handbook-search for cluster"))

    # A spec under another name, known by its comment, and a file that is none.
    run(f"edit {project}/other.yml")
    until("a spec under another name", DIAGNOSTICS, lambda found: len(found) > 0)
    run(f"edit {project}/shopping.yml")
    until("another file is left alone", "{ vim.bo.filetype, #vim.lsp.buf_get_clients(0) }", lambda now: now == ["yaml", 0])


command = [nvim, *flags, "--headless", "--listen", str(socket)]
with (home / "log").open("wb") as log:
    server = subprocess.Popen(command, env=variables, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
try:
    while not socket.exists():
        assert server.poll() is None, "neovim: it ended at once"
        time.sleep(0.05)
    checks()
    keys("<Esc>:qall!<CR>")
    server.wait(20)
finally:
    if server.poll() is None:
        server.kill()
