"""Verification of a signed challenge, and the evidence of it."""
