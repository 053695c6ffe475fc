"""The review of applications: queue, claims, decisions, data changes."""
