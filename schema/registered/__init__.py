"""Registered documents of the client, by release."""
