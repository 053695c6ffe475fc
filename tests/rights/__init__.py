"""Tests of who may read and change what, over the whole schema."""
