"""Tests of explained files: the steps agree with the verdict, and redacted files keep no value."""
