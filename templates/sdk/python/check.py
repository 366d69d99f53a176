# {{ header }}
"""Checks by hand that the environment is complete and that the gateway answers.

Run it as `python -m {{ module }}.check`. Against a mock gateway it costs nothing:
`ast generate compose --gateway mock`, and `docker compose up gateway`.
"""

from __future__ import annotations

import sys

from . import read
{% if gateway %}
from ._gateway import gateway
{% endif %}
from .settings import Settings


def main() -> int:
    """Prints what is wrong, or what the gateway answers."""
    try:
        Settings.load()
    except read.ConfigError as error:
        print(error, file=sys.stderr)
        return 1
    print("the environment has everything")
{% if gateway %}
    client = gateway(timeout=30)
    completion = client.chat.completions.create(
        model={{ gateway.first | python }},
        messages=[{"role": "user", "content": "Say hello."}],
    )
    print(f"{completion.model}: {completion.choices[0].message.content}")
{% for id in gateway.embedding[:1] %}
    embedding = client.embeddings.create(model={{ id | python }}, input="hello")
    print(f"{embedding.model}: {len(embedding.data[0].embedding)} numbers")
{% endfor %}
{% endif %}
    return 0


if __name__ == "__main__":
    sys.exit(main())
