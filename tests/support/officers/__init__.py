"""Members of staff at the desk, in a browser."""
