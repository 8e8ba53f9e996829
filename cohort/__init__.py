"""The same rules over a whole population: reads files, writes rows and a report."""
