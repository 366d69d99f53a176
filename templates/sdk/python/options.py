# {{ header }}
"""What clients of models take beside key and address."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping

    from httpx2 import AsyncClient, Client, Timeout


class Options(TypedDict, total=False):
    """The official client's own options."""

    timeout: float | Timeout | None
    max_retries: int
    default_headers: Mapping[str, str]
    http_client: Client


class AsyncOptions(TypedDict, total=False):
    """The options of the asynchronous client."""

    timeout: float | Timeout | None
    max_retries: int
    default_headers: Mapping[str, str]
    http_client: AsyncClient
