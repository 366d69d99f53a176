{% from "sdk/python/library.py" import clients, own, typed %}
{% set body %}
{% for factory in factories.knowledge %}
{{ clients("knowledge", factory) -}}
{% endfor %}
{% endset %}
# {{ header }}
"""Clients of the agent's data stores. Options are those of the libraries."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

{{ own(body, factories.knowledge | map(attribute="type_name") | list + ["Settings"]) }}
if TYPE_CHECKING:
{{ typed(factories.knowledge) -}}
{{ body -}}
