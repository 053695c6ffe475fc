"""Scenarios that are played once a worker, and put back as rows."""
