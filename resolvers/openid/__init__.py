"""Signing in at partner systems by OpenID Connect."""
