"""Tests of GraphiQL, in a browser."""
