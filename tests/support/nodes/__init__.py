"""Nodes in production shape, and what stands between them and their database."""
