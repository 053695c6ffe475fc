"""Captured answers of a component that was never asked: invented holders, written keys."""
