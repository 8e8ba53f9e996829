"""Reports of a run: for the console, for machines, and for people."""
