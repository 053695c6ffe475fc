"""Tests of what every room rests on."""
