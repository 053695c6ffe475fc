"""Turns of requests and of costly operations, so that none holds up the others for long."""
