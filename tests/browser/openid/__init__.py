"""Tests of signing in at partner systems in a browser."""
