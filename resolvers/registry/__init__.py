"""Use cases of the permit registry: import a file."""
