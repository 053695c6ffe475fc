"""Registering partners for OpenID Connect: their addresses, secrets, and place in the menu."""
