"""Tests of the office calendar, and of ages and due times by it."""
