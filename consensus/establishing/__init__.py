"""How each fact of the paper is read from a patient's history: one file per kind of fact, `establish` is the door."""
