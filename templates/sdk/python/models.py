{% from "sdk/python/library.py" import imports, model %}
# {{ header }}
"""The models that the agent declares, each as its id and a client that serves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from . import read
{% set gatewayed = factories.models | selectattr("provider", "eq", "gateway") | list %}
{% if gatewayed %}
from ._gateway import Access
{% endif %}

if TYPE_CHECKING:
    from collections.abc import Mapping

{{ imports(factories.models) -}}
{% set optional = factories.models | selectattr("has_options") | list %}
{% if optional %}
    from typing_extensions import Unpack
{% endif %}
{% set kinds = gatewayed | rejectattr("choice") | map(attribute="kind") | list %}
{% set ids = (["ChatModel"] if "chat" in kinds else []) + (["EmbeddingModel"] if "embedding" in kinds else []) %}
{% if ids or optional %}

{% endif %}
{% if ids %}
    from ._gateway import {{ ids | join(", ") }}
{% endif %}
{% if optional %}
    from ._options import AsyncOptions, Options
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
{% for factory in factories.models %}
{{ model(factory, factory.name, false) -}}
{% if factory.asynchronous %}
{{ model(factory, factory.asynchronous, true) -}}
{% endif %}
{% endfor %}
