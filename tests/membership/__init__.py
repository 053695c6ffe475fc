"""Tests of persons and memberships, and of sequences of acts that begin or end them."""
