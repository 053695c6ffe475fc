"""Use cases of evidence: list, verify, seal again."""
