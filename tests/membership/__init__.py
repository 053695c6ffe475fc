"""Tests of members: who belongs, lapses, leaves, and comes back."""
