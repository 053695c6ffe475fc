"""Links that are mailed, and what they may do."""
