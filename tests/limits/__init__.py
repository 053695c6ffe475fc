"""Tests of limits and back-off."""
