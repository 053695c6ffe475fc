"""Tests of the cards of an account."""
