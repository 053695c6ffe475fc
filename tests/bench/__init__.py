"""Benchmarks: how long what a person waits for takes."""
