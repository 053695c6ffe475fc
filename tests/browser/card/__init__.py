"""Tests of the card step in a browser."""
