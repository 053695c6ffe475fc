"""OCSP requests and responses (RFC 6960)."""
