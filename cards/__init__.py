"""Words and wire: from an outcome to CDS Hooks cards. Every sentence that a clinician reads has its home here."""
