{% from "sdk/python/library.py" import needed, text %}
{% from "sdk/python/section.py" import type %}
# {{ header }}
"""The AI Gateway, as a client of the official `openai` package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

from . import _factory, read
from .settings import {{ gateway.type_name }}

if TYPE_CHECKING:
    from openai import AsyncOpenAI, OpenAI
    from typing_extensions import Unpack

    from ._openai import AsyncOpenAIOptions, OpenAIOptions

{{ fold("KnownChatModel = Literal[", gateway.chat | map("python") | list, "]", 0, "python") }}
"""The chat models that the gateway is known to serve."""
ChatModel = KnownChatModel | str
"""The id of a chat model; others than the known ones work too."""
{{ fold("KnownEmbeddingModel = Literal[", gateway.embedding | map("python") | list, "]", 0, "python") }}
"""The embedding models that the gateway is known to serve."""
EmbeddingModel = KnownEmbeddingModel | str
"""The id of an embedding model; others than the known ones work too."""


class Access(Protocol):
    """What the gateway is reached with."""
{% set url, key = gateway.held.URL, gateway.held.API_KEY %}

    @property
    def {{ "url" if url.optional else "base_url" }}(self) -> str{{ " | None" if url.optional }}:
        """Where it answers."""

    @property
    def {{ key.field }}(self) -> {{ type(key) }}:
        """The key."""


class HasGateway(Protocol):
    """The settings of the agent, or of a job."""

    @property
    def gateway(self) -> Access:
        """The AI Gateway."""
{% macro making(name, class, about) %}


@_factory.injectable
def {{ name }}(
    settings: HasGateway | None = None, **options: Unpack[{{ class }}Options]
) -> {{ class }}:
{{ about }}
    access = settings.gateway if settings else {{ gateway.type_name }}.load()
{% if url.optional %}
{{ needed("access.url", url) -}}
{% endif %}
{{ needed("access." ~ key.field, key) -}}
{{ "    try:" }}
        from ._openai import {{ class }}
    except ModuleNotFoundError as error:
        raise _factory.missing("openai") from error
    {{ fold("return " ~ class ~ "(", ["base_url=" ~ ("read.openai_base_url(access.url)" if url.optional else "access.base_url"), "api_key=" ~ text("access." ~ key.field, key), "**options"], ")", 4, "python") }}
{% endmacro %}
{{ making("gateway", "OpenAI", '    """A client of the gateway.

    Without settings it reads the gateway\'s URL and key alone. The options are those of
    `openai.OpenAI`: timeout, retries, headers, HTTP client.
    """') -}}
{{ making("async_gateway", "AsyncOpenAI", '    """A client of the gateway for `asyncio`."""') -}}
