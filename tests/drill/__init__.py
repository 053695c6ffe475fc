"""The drill: from nothing to a staging system that people use, then what operators do to it.

`make drill` runs it and keeps its log. It is no test of pytest's: it is what a person would type.
"""
