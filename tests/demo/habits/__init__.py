"""Tests of what real components, cards and lists do at times, as the demo plays it."""
