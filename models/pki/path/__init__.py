"""The certification path: trust anchors, issuers, the holder's certificate profile (RFC 5280)."""
