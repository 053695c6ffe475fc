"""OCSP requests and answers (RFC 6960)."""
