"""Reading and checking of typed text."""
