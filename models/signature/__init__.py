"""Verification of a signed challenge, and the evidence kept of it."""
