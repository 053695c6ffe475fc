"""The rehearsal with a real card: its findings, and its record."""
