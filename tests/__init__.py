"""Tests, one package for each domain word, and what they share in `support`."""
