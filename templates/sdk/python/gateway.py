{% from "sdk/python/section.py" import reading %}
# {{ header }}
"""The AI Gateway, as a client of the official `openai` package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from . import read

if TYPE_CHECKING:
    from collections.abc import Mapping

    from openai import AsyncOpenAI, OpenAI
    from typing_extensions import Unpack

    from ._options import AsyncOptions, Options

{{ fold("KnownChatModel = Literal[", gateway.chat | map("python") | list, "]", 0, "python") }}
"""The chat models that the gateway is known to serve."""
ChatModel = KnownChatModel | str
"""The id of a chat model; others than the known ones work too."""
{{ fold("KnownEmbeddingModel = Literal[", gateway.embedding | map("python") | list, "]", 0, "python") }}
"""The embedding models that the gateway is known to serve."""
EmbeddingModel = KnownEmbeddingModel | str
"""The id of an embedding model; others than the known ones work too."""


class Access(read.Group):
    """The gateway's address and key, which nothing works without."""

    def __init__(self, env: read.Reader) -> None:
        {{ reading(gateway.url, "url = ", required=true) }}
        {{ reading(gateway.key, "self.key = ", required=true) }}
        self.base_url = read.openai_base_url(url or "")

    def client(self, **options: Unpack[Options]) -> OpenAI:
        try:
            from ._openai import OpenAI
        except ModuleNotFoundError as error:
            raise read.missing("openai") from error
        return OpenAI(base_url=self.base_url, api_key=self.key.reveal(), **options)

    def async_client(self, **options: Unpack[AsyncOptions]) -> AsyncOpenAI:
        try:
            from ._openai import AsyncOpenAI
        except ModuleNotFoundError as error:
            raise read.missing("openai") from error
        return AsyncOpenAI(base_url=self.base_url, api_key=self.key.reveal(), **options)


def gateway(
    environ: Mapping[str, str] | None = None, **options: Unpack[Options]
) -> OpenAI:
    """A client of the gateway.

    Of the environment it reads the gateway's URL and key alone. The options are those of
    `openai.OpenAI`: timeout, retries, headers, HTTP client.
    """
    return Access.load(environ).client(**options)


def async_gateway(
    environ: Mapping[str, str] | None = None, **options: Unpack[AsyncOptions]
) -> AsyncOpenAI:
    """A client of the gateway for `asyncio`."""
    return Access.load(environ).async_client(**options)
