"""The shell: HTTP, command line, settings, clock. It holds no clinical word."""
