"""Use cases of the office calendar: see it, and replace a year."""
