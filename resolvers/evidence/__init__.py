"""Use cases for evidence: list, verify, re-encrypt."""
