"""Tests of company data and its comparison."""
