"""Use cases of health: measure the service."""
