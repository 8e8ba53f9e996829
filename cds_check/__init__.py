"""A conformance and hostile-input kit for any CDS Hooks service; it knows nothing of this one."""
