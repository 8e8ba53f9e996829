"""The hazard log, and the check that what it rests on was tested."""
