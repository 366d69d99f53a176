"""Pictures in what reads them: SVG and Mermaid in Chromium, DOT in Graphviz, for every example and for hostile names."""

import json
import pathlib
import re
import xml.etree.ElementTree as ET

from common import command, enter, fail, run, say

# What a browser is started with: nothing of it reaches the network, and nothing of another run is read.
BROWSER = [
    "chromium",
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
]
MERMAID = "11.17.2"

# Names that mean something to one of the readers, and what a name is made of otherwise.
HOSTILE = [
    "end",
    "subgraph",
    "class x",
    "click n0 href",
    "a ]]> b",
    "g --> h",
    "<!-- x",
    "<script>document.title='hit'</script>",
    "<img src=x onerror=document.title='hit'>",
    'c"d',
    "e'f",
    "x]y)z}",
    "1. list",
    "- item",
    "# head",
    "`tick` **bold** _x_",
    "a&amp;b #35; %% {{x}}",
    "\\N\\G\\l",
    "x\u202egnp.exe\u2066",
    "two\nlines\tand a tab",
    "a漢字漢字漢字",
    "n" * 70,
    "WM" * 35,
    "i" * 63,
]


def hostile(folder):
    """A project of such names, in which nothing folds."""
    entries = [f"  {json.dumps(name)}: {{container: {{image: 'k:1', port: {7000 + at}}}}}" for at, name in enumerate(HOSTILE)]
    models = ", ".join(json.dumps(name) for name in HOSTILE[:6])
    spec = [
        "spec: blueprint/v1",
        "name: hostile",
        "agent: {image: 'a:1'}",
        "models:",
        f"  all: {{provider: gateway, models: [{models}]}}",
    ]
    ways = []
    for one, other in zip(HOSTILE[::2], HOSTILE[1::2], strict=True):
        of, to = json.dumps(f"knowledge.{one}"), json.dumps(f"knowledge.{other}")
        ways.append(f"[components.{of}]\nconnects = [{to}]")
    folder.mkdir()
    (folder / "astropods.yml").write_text("\n".join([*spec, "knowledge:", *entries, ""]), encoding="utf-8")
    (folder / "ast.toml").write_text("\n".join(ways) + "\n", encoding="utf-8")
    return folder


def large(folder):
    """150 stores and 50 jobs."""
    stores = [f"  store-{at}: {{provider: redis}}" for at in range(150)]
    jobs = [f"  job-{at}: {{container: {{image: 'job:{at}'}}, trigger: {{type: manual}}}}" for at in range(50)]
    spec = ["spec: blueprint/v1", "name: large", "agent: {image: 'a:1'}", "knowledge:", *stores, "ingestion:", *jobs, ""]
    folder.mkdir()
    (folder / "astropods.yml").write_text("\n".join(spec), encoding="utf-8")
    return folder


def shown(name):
    """A name as a picture has it: what is hidden in it stands as its number."""
    return name.replace("\u202e", "\\u{202e}").replace("\u2066", "\\u{2066}").replace("\n", "\\n").replace("\t", "\\t")


def held(name, texts, form):
    """Every hostile name is one text of a picture; one that is too long is cut."""
    # Mermaid would break a line there, whatever the backslash is written as.
    line_break = "\\u{a}" if form == "Mermaid" else "\\n"
    for wanted in [shown(one).replace("\\n", line_break) for one in HOSTILE]:
        found = any(wanted in text or (len(wanted) > 25 and wanted[:12] in text) for text in texts)
        if not found:
            fail(f"{form} of {name} does not show {wanted!r}: {texts}")


def drawn(work, pictures, mermaids):
    """What a browser makes of all pictures, in one page."""
    page = [
        "<!doctype html><meta charset=utf-8><title>fine</title><script src=mermaid.min.js></script>",
        "<div id=into></div><pre id=answer></pre><script>",
        f"const pictures = {json.dumps(pictures)}, mermaids = {json.dumps(mermaids)};".replace("<", "\\u003c"),
        """
        const places = 'text, foreignObject p, foreignObject span.nodeLabel';
        const texts = (svg) => [...svg.querySelectorAll(places)].map((found) => found.textContent);
        (async () => {
          const answer = { pictures: {}, mermaids: {} };
          mermaid.initialize({ startOnLoad: false, securityLevel: 'strict' });
          for (const [name, text] of Object.entries(pictures)) {
            into.innerHTML = text;
            const svg = into.firstElementChild, long = [];
            for (const box of svg.querySelectorAll('g > rect.card')) {
              const right = box.getBBox().x + box.getBBox().width;
              for (const text of box.parentElement.querySelectorAll(':scope > text')) {
                if (text.getBBox().x + text.getBBox().width > right) long.push(text.textContent);
              }
            }
            answer.pictures[name] = { texts: texts(svg), long, cards: svg.querySelectorAll('g > rect.card').length };
          }
          into.innerHTML = '';
          let number = 0;
          for (const [name, text] of Object.entries(mermaids)) {
            try {
              const { svg } = await mermaid.render('m' + number++, text);
              into.innerHTML = svg;
              answer.mermaids[name] = { texts: texts(into), nodes: into.querySelectorAll('g.node').length };
            } catch (error) {
              answer.mermaids[name] = { error: String(error) };
            }
          }
          answer.title = document.title;
          into.innerHTML = '';
          document.getElementById('answer').textContent = JSON.stringify(answer);
        })();
        """,
        "</script>",
    ]
    (work / "page.html").write_text("\n".join(page), encoding="utf-8")
    said = command(
        *BROWSER,
        f"--user-data-dir={work / 'browser'}",
        "--virtual-time-budget=30000",
        "--dump-dom",
        f"file://{work / 'page.html'}",
    )
    found = re.search(r'<pre id="answer">(.*?)</pre>', said, re.DOTALL)
    if not found or not found.group(1):
        fail(f"the browser gave no answer: {said[-2000:]}")
    text = found.group(1)
    for entity, plain in [("&lt;", "<"), ("&gt;", ">"), ("&nbsp;", " "), ("&amp;", "&")]:
        text = text.replace(entity, plain)
    return json.loads(text)


def dot(work, name, text):
    """The texts that Graphviz draws."""
    (work / "graph.dot").write_text(text, encoding="utf-8")
    done = run("dot", "-Tsvg", work / "graph.dot")
    if done.stderr.strip():
        fail(f"dot warns of {name}: {done.stderr}")
    root = ET.fromstring(done.stdout)
    return ["".join(found.itertext()).replace("\xa0", " ") for found in root.iter("{http://www.w3.org/2000/svg}text")]


def main():
    work = enter() / "graph"
    work.mkdir()
    command("npm", "install", "--silent", "--ignore-scripts", "--no-audit", "--no-fund", "--prefix", work, f"mermaid@{MERMAID}")
    (work / "mermaid.min.js").write_bytes((work / "node_modules/mermaid/dist/mermaid.min.js").read_bytes())
    say("mermaid is there")
    projects = {path.name: path for path in sorted(pathlib.Path("examples").iterdir()) if path.is_dir()}
    projects |= {"hostile": hostile(work / "hostile"), "large": large(work / "large")}
    pictures, mermaids = {}, {}
    for name, path in projects.items():
        for target in ["local", "cluster"]:
            svg = command("ast", "graph", path, "--for", target)
            root = ET.fromstring(svg)
            for element in root.iter():
                if element.tag.endswith("script") or any(key.endswith("href") or key.startswith("on") for key in element.attrib):
                    fail(f"the picture of {name} has {element.tag} {element.attrib}")
            pictures[f"{name} {target}"] = svg
            mermaids[f"{name} {target}"] = command("ast", "graph", path, "--for", target, "--format", "mermaid")
            texts = dot(work, name, command("ast", "graph", path, "--for", target, "--format", "dot"))
            if name == "hostile":
                held(name, texts, "DOT")
    say(f"{len(pictures)} pictures, and dot reads them")
    answer = drawn(work, pictures, mermaids)
    if answer["title"] != "fine":
        fail(f"a name ran as a script: {answer['title']}")
    for name, found in answer["pictures"].items():
        if found["long"] or not found["cards"]:
            fail(f"texts of {name} leave their boxes: {found}")
        if name.startswith("hostile"):
            held(name, found["texts"], "SVG")
    for name, found in answer["mermaids"].items():
        nodes = mermaids[name].count("<small>")
        if found.get("nodes") != nodes:
            fail(f"Mermaid draws {found} of {name}, which has {nodes} boxes")
        if name.startswith("hostile"):
            held(name, found["texts"], "Mermaid")
    say("a browser and Mermaid draw them, and every name is a name")


main()
