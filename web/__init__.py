"""HTTP, processes and commands."""
