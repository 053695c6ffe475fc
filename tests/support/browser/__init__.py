"""People, pages and state of the tests in a browser."""
