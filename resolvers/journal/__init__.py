"""Use cases for the journal: read, verify."""
