# {{ header }}
"""The settings of ingestion jobs, a module each: they are given other values than the agent."""
