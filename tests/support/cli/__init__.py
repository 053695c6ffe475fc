"""Commands of the tests: how to call each, with which settings, and without the demo."""
