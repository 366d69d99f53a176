# {{ header }}
"""The clients of `anthropic`, which take nothing from the environment."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypedDict

import anthropic

if TYPE_CHECKING:
    from collections.abc import Mapping

    # By these names, as the library of HTTP behind them isn't the same in all versions.
    from anthropic import DefaultAsyncHttpxClient as AsyncClient
    from anthropic import DefaultHttpxClient as Client
    from anthropic import Timeout


class AnthropicOptions(TypedDict, total=False):
    """What the client takes beside key and address."""

    timeout: float | Timeout | None
    max_retries: int
    default_headers: Mapping[str, str]
    http_client: Client


class AsyncAnthropicOptions(TypedDict, total=False):
    """What the client for `asyncio` takes beside key and address."""

    timeout: float | Timeout | None
    max_retries: int
    default_headers: Mapping[str, str]
    http_client: AsyncClient


class Anthropic(anthropic.Anthropic):
    """Headers that the environment names are others', for copies too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._custom_headers = options.get("default_headers") or {}


class AsyncAnthropic(anthropic.AsyncAnthropic):
    """Headers that the environment names are others', for copies too."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._custom_headers = options.get("default_headers") or {}
