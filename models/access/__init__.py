"""Authentication of a request and the start of a session."""
