{% from "sdk/python/library.py" import models, own, typed %}
{% set gatewayed = factories.models | selectattr("provider", "eq", "gateway") | list %}
{% set others = factories.models | rejectattr("provider", "eq", "gateway") | list %}
{% set optional = factories.models | selectattr("has_options") | list %}
{% set kinds = gatewayed | rejectattr("choice") | map(attribute="kind") | list %}
{% set ids = (["ChatModel"] if "chat" in kinds else []) + (["EmbeddingModel"] if "embedding" in kinds else []) %}
{% set libraries = others | map(attribute="library") | list %}
{% set body %}
{% for factory in factories.models %}
{{ models(factory) -}}
{% endfor %}
{% endset %}
# {{ header }}
"""The models that the agent declares, each as its id and a client that serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING,{{ " Any," if "options: Any" in body }} Generic, TypeVar

{% set used = others + gatewayed | selectattr("choice") | list %}
{{ own(body, used | map(attribute="type_name") | list + ["Settings"]) }}
if TYPE_CHECKING:
{% if gatewayed and "openai" not in libraries %}
    from openai import AsyncOpenAI, OpenAI
{% endif %}
{{ typed(others) -}}
{% if optional %}
    from typing_extensions import Unpack

{% endif %}
{% if "anthropic" in libraries %}
    from ._anthropic import AnthropicOptions, AsyncAnthropicOptions
{% endif %}
{% if ids %}
    from ._gateway import {{ ids | join(", ") }}
{% endif %}
{% if gatewayed or "openai" in libraries %}
    from ._openai import AsyncOpenAIOptions, OpenAIOptions
{% endif %}

ClientT = TypeVar("ClientT")


class Model(Generic[ClientT]):
    """A model: the id to ask for, and a client that serves it."""

    __slots__ = ("client", "id")

    def __init__(self, id: str, client: ClientT) -> None:
        self.id = id
        self.client = client

    def __repr__(self) -> str:
        return f"Model({self.id!r})"
{{ body -}}
