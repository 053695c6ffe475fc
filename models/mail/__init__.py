"""The outbox and the letters that are sent from it."""
