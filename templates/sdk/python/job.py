{% from "sdk/python/section.py" import quoted, settings as classes %}
# {{ header }}
"""The settings of `{{ quoted(job.path) }}`: every variable that it is given, typed and checked."""

from __future__ import annotations
{% if job.has_options %}

from typing import Literal
{% endif %}

from .. import read
{{ classes(job) -}}
