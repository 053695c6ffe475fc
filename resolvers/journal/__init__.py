"""Use cases of the journal: read, verify."""
