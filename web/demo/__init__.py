"""The demo: the parties outside the service, played in one process."""
