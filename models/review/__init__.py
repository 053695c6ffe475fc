"""The review of applications: queue, claims, decisions, changes of data."""
