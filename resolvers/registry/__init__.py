"""Use cases for the permit registry: import a file."""
