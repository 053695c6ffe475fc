"""The append-only journal: events, hash chain, readers, subscriptions, wake-ups."""
