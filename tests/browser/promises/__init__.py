"""Tests of what the client promises: nothing lost, nothing left unsaid."""
