"""Tests of the revocation checker and its lists."""
