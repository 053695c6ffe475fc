"""Stored revocation lists, the revocation checker and the trust store."""
