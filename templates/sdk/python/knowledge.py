{% from "sdk/python/library.py" import client, imports %}
# {{ header }}
"""Clients of the agent's data stores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from . import read

if TYPE_CHECKING:
    from collections.abc import Mapping

{{ imports(factories.knowledge) -}}
{% for factory in factories.knowledge %}
{{ client(factory) -}}
{% endfor %}
