{% from "sdk/python/section.py" import settings as classes %}
# {{ header }}
"""The settings of the agent: every variable that it is given, typed and checked."""

from __future__ import annotations

{% if settings.has_options %}
from typing import Final, Literal

{% endif %}
from . import read
{% if not settings.has_options %}

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final
{% endif %}
{{ classes(settings) -}}
