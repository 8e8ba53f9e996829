"""The reasoning page as values: what is advised, on which course, by which questions, how sure - already in words.

Pure: from a consultation and a clinician's answers to frozen values in one language. Every word of a record passes
`cards.text` here; `service.reasoning` only draws and escapes.
"""
