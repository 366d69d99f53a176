{% from "sdk/python/section.py" import settings as classes %}
# {{ header }}
"""The settings of the agent: every variable that it is given, typed and checked."""

from __future__ import annotations

from typing import Final{{ ", Literal" if settings.has_options }}

from . import read
{{ classes(settings) -}}
