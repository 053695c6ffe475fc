"""Tests of persons, memberships, and sequences of acts that end or begin them."""
