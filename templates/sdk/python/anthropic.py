# {{ header }}
"""The clients of `anthropic`, which take nothing from the environment."""

from __future__ import annotations

from typing import Any

import anthropic


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
