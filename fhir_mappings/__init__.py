"""FHIR, both ways: the reader of other people's records and the writer of our suggestions."""
