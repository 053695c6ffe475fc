"""The demo: the service and the parties outside it, in one process."""
