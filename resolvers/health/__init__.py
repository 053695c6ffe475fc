"""Use cases for health: measure the service."""
