"""The site of these pages, by Sphinx: `sphinx-build -W docs site`, with myst-parser and furo. Its search works without a
server, and whatever leads nowhere fails the build."""

import re

project = "ast"
copyright = "MIT or Apache-2.0"
extensions = ["myst_parser"]
html_theme = "furo"
html_title = "ast"
html_show_sphinx = False
html_copy_source = False
# Links to headings, as hosts of repositories name them.
myst_heading_anchors = 4
# Specs that are wrong are shown too.
suppress_warnings = ["misc.highlighting_failure"]


def contents(_app, name, source):
    """The order of the pages is that of the list in index.md, which a host of repositories shows too."""
    if name == "index":
        sections = re.split(r"^(?=## )", source[0], flags=re.MULTILINE)
        for at, section in enumerate(sections):
            if section.startswith("## "):
                caption = section.splitlines()[0].removeprefix("## ")
                pages = "\n".join(re.findall(r"^- \[.*\]\((.*)\.md\)$", section, flags=re.MULTILINE))
                sections[at] = f"{section}\n```{{toctree}}\n:hidden:\n:caption: {caption}\n\n{pages}\n```\n\n"
        source[0] = "".join(sections)
    # Pages elsewhere in the repository are named; other files of it can be downloaded.
    source[0] = re.sub(r"\[([^\]]+)\]\(\.\./[^)]*\.md\)", r"\1", source[0])


def setup(app):
    app.connect("source-read", contents)
    return {"parallel_read_safe": True}
