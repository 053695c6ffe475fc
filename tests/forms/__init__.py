"""Tests of the kinds of typed text."""
