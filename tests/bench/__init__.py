"""Benchmarks: what a person waits for, as ratios to floors that are measured in the same run.

`make bench` runs them (`python -m tests.bench --help`). None of them is a test: an absolute time says more of the
machine than of the program, so nothing here passes or fails by itself.
"""
