// {{ header }}
//! The settings of ingestion jobs, a module each: they are given other values than the agent.

{% for job in jobs | sort(attribute="job", case_sensitive=true) %}
pub mod {{ job.job }};
{% endfor %}
