"""Server-sent events and subscriptions."""
