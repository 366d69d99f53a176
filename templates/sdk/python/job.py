{% from "sdk/python/section.py" import quoted, settings as classes %}
# {{ header }}
"""The settings of `{{ quoted(job.path) }}`: every variable that it is given, typed and checked."""

from __future__ import annotations

from typing import Final{{ ", Literal" if job.has_options }}

from .. import read
{{ classes(job) -}}
