"""Scenarios that many tests start from: an application, an account or a card in a given state."""
