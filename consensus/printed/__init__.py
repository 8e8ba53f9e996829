"""The knowledge of this package as a sheet that an oncologist can read and sign, printed from the code."""
