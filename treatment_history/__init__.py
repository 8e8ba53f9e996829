"""What happened: agents, partial dates, exposures, lines of therapy and the course of disease.

Standard-library Python only. `record` is what was read, `history` is what follows from it.
"""
