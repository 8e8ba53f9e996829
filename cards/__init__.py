"""Words and wire: from an outcome to CDS Hooks cards, suggestions and actions; every sentence that a clinician reads.

`build` makes the cards, `model` is the wire, `wording` holds the languages, `text` makes words from a record safe.
"""
