"""Use cases for the outbox: send."""
