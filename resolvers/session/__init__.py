"""Use cases of sessions: challenges, sign-in, sign-in links, first cards, sign-out."""
