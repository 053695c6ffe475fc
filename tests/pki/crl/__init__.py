"""Tests of revocation lists."""
