# {{ header }}
"""The clients of `openai`, which take nothing from the environment."""

from __future__ import annotations

from typing import Any

import openai


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
