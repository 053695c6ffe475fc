"""Adding, replacing, renewing and removing cards, and disputes about such changes."""
