"""Tests of connections and nodes, and of Relay itself against the service."""
