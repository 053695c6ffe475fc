"""Tests of the HTTP and GraphQL endpoint."""
