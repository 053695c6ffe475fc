"""Use cases of the outbox: send."""
