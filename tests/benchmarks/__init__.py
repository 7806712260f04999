"""What the site takes in time and memory, against the figures that it is to keep: `python -m tests.benchmarks`."""
