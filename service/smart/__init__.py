"""SMART App Launch 2.x: how the page about one patient is opened out of an EHR."""
