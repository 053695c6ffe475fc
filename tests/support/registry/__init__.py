"""Registry files: invented ones, and processes that import them."""
