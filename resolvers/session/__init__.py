"""Use cases for sessions: challenges, sign-in, sign-in links, first cards, sign-out."""
