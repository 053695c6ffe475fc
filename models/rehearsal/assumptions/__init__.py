"""The declared assumptions, by where they are seen."""
