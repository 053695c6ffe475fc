"""The endpoints of OpenID Connect."""
