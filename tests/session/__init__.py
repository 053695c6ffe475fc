"""Tests of sessions and sign-in."""
