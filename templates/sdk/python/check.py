{% from "sdk/python/section.py" import quoted %}
# {{ header }}
"""Checks that the environment is complete{{ " and that the gateway answers" if gateway }}.

Run it by hand as `python -m {{ module }}.check`, or call `run` in a test.
{% if gateway %}
Against a mock gateway it costs nothing: `ast generate compose --gateway mock`, and
`docker compose up gateway`.
{% endif %}
"""

from __future__ import annotations

import sys
{% if gateway %}
from typing import TYPE_CHECKING
{% endif %}

from . import read
{% if gateway %}
from ._gateway import gateway
{% endif %}
from .settings import Settings
{% if gateway %}

if TYPE_CHECKING:
    from openai import OpenAI
{% endif %}


def run(settings: Settings | None = None) -> list[str]:
    """What is wrong, a sentence each; nothing where all is well."""
    try:
{% if gateway %}
        settings = settings or Settings.load()
        client = gateway(settings, timeout=30)
{% else %}
        Settings.load() if settings is None else settings
{% endif %}
    except read.ConfigError as error:
        return [str(problem) for problem in error.problems]
{% if gateway %}
{% set chosen = factories.models | selectattr("provider", "eq", "gateway") | selectattr("choice") | list %}
{% for kind in ["chat", "embedding"] %}
{% set ids %}
{% for factory in chosen if factory.kind == kind %}
settings.models.{{ factory.entry }}.{{ factory.held.MODEL.field }}
{% endfor %}
{% endset %}
{% set items = ids | split("\n") | select | list if chosen or kind == "embedding" else [gateway.first | python] %}
    {{ fold(kind ~ ": list[str] = [", items, "]", 4, "python") }}
{% endfor %}
    return _asked(client, chat, embedding)


def _asked(client: OpenAI, chat: list[str], embedding: list[str]) -> list[str]:
    import openai

    problems: list[str] = []
    for id in [*chat, *embedding]:
        try:
            if id in embedding:
                client.embeddings.create(model=id, input="hello")
            else:
                client.chat.completions.create(
                    model=id, messages=[{"role": "user", "content": "Say hello."}]
                )
        except openai.APIConnectionError:
            return ["{{ gateway.url.variable }} leads to no gateway that answers"]
        except openai.AuthenticationError:
            return ["{{ gateway.key.variable }} is a key that the gateway refuses"]
        except openai.APIStatusError as error:
            problems.append(f"{id} is answered with status {error.status_code}")
    return problems
{% else %}
    return []
{% endif %}


def main() -> int:
    """Prints what is wrong."""
    problems = run()
    for problem in problems:
        print(problem, file=sys.stderr)
    if not problems:
        print("the environment is complete{{ ", and the gateway answers" if gateway }}")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
