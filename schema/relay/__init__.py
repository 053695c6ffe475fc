"""Relay's connections, and what all subscriptions share."""
