"""The clients that we give partners, against the real service."""
