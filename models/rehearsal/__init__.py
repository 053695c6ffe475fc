"""The rehearsal with one real card: what the service assumes, and what was found of each."""
