"""Tests of persons, and of their memberships of accounts."""
