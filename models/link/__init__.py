"""One-time links that are mailed."""
