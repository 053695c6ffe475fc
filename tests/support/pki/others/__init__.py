"""Other libraries, for comparison."""
