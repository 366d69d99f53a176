#!/usr/bin/env python3
"""A spec with an input for each of many texts that break careless generators, as default and as description."""

import json
import random

PIECES = ['"', "'", '"""', "'''", "\\", "\\\\", "*/", "/*", "//", "#", "`", "${x}", "$(x)", "$", "{{ x }}", "{% x %}"]
PIECES += ["\n", "\r\n", "\t", "\u2028", "\u2029", "\u202e", "\u0085", "\u200b", "\ufeff", "\x07", "\x7f", "🚲", "é", " "]
PIECES += ["|", "<!--", "-->", "<b>", "\\n", "\\u0041", "\\x", "no", "22:22", "0755", "1e3", "%s", "{0}", "a", "word "]
random.seed(11)
texts = PIECES + ["".join(random.choices(PIECES, k=random.randint(2, 40))) for _ in range(120)]
# An empty or blank default counts as none.
texts = [text for text in texts if text.strip()]
spec = {
    "spec": "blueprint/v1",
    "name": "texts",
    "agent": {"image": "texts:1"},
    "inputs": {
        f"text-{at}": {"name": f"TEXT_{at}", "datatype": "string", "default": text, "description": text}
        for at, text in enumerate(texts)
    },
}
text = json.dumps(spec, indent=1, ensure_ascii=False)
# What a YAML file may not hold as it is.
for hidden in "\x7f\u0085\ufeff\u2028\u2029":
    text = text.replace(hidden, f"\\u{ord(hidden):04x}")
print(text)
