# {{ header }}
"""The clients of `openai`, which take nothing from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import openai

if TYPE_CHECKING:
    from collections.abc import Mapping

    # By these names, as the library of HTTP behind them isn't the same in all versions.
    from openai import DefaultAsyncHttpxClient as AsyncClient
    from openai import DefaultHttpxClient as Client
    from openai import Timeout


class OpenAIOptions(TypedDict, total=False):
    """What the client takes beside key and address."""

    timeout: float | Timeout | None
    max_retries: int
    default_headers: Mapping[str, str]
    http_client: Client


class AsyncOpenAIOptions(TypedDict, total=False):
    """What the client for `asyncio` takes beside key and address."""

    timeout: float | Timeout | None
    max_retries: int
    default_headers: Mapping[str, str]
    http_client: AsyncClient


class OpenAI(openai.OpenAI):
    """Accounts and headers that the environment names are others', for copies too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.organization = options.get("organization")
        self.project = options.get("project")
        self._custom_headers = options.get("default_headers") or {}


class AsyncOpenAI(openai.AsyncOpenAI):
    """Accounts and headers that the environment names are others', for copies too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.organization = options.get("organization")
        self.project = options.get("project")
        self._custom_headers = options.get("default_headers") or {}
