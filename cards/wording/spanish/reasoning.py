"""The reasoning page in Spanish, by its English: the answer, how sure it is, the path, the options."""

from __future__ import annotations

from cards.wording.spanish.page_words import PAGE_WORDS

_ANSWER = {
    "Your answer for this view; it is not in the record.": "Su respuesta para esta vista; no está en la historia.",
    "Later evidence exists: read what came since 2016 before acting.": (
        "Hay evidencia posterior: lea lo que ha llegado desde 2016 antes de actuar."
    ),
    "patient {id}": "paciente {id}",
    "Nothing is advised yet: what the 2016 Spanish panel says depends on {facts}.": (
        "Aún no se aconseja nada: lo que dice el panel español de 2016 depende de {facts}."
    ),
    "Still possible: {situations}.": "Todavía posible: {situations}.",
    "In 2016 the Spanish panel listed, without a ranking: {others}.": (
        "En 2016 el panel español enumeró, sin orden de preferencia: {others}."
    ),
    "Later evidence has overtaken part of this: read what changed since 2016 before acting.": (
        "La evidencia posterior ha superado parte de esto: lea qué ha cambiado desde 2016 antes de actuar."
    ),
    "born {date}": "nacimiento {date}",
    "The record says that the patient has died: nothing is advised.": (
        "La historia dice que la paciente ha fallecido: no se aconseja nada."
    ),
    "The record holds no breast cancer: the 2016 Spanish panel is not applied.": (
        "En la historia no consta un cáncer de mama: no se aplica el panel español de 2016."
    ),
    (
        "The 2016 Spanish panel's statements compete here: its definition of clinical resistance is met, and other "
        "statements speak for {regimens}."
    ): (
        "Afirmaciones del panel español de 2016 compiten aquí: se cumple su definición de resistencia clínica, y otras "
        "afirmaciones hablan a favor de {regimens}."
    ),
    "In 2016 the Spanish panel named {first} first; it also named {others}.": (
        "En 2016 el panel español nombró primero {first}; nombró también {others}."
    ),
    "Line {n} for metastatic disease: {agents}, since {start}.": (
        "Línea {n} para la enfermedad metastásica: {agents}, desde {start}."
    ),
    "Line {n} for metastatic disease: {agents}, from {start}, end not recorded.": (
        "Línea {n} para la enfermedad metastásica: {agents}, desde {start}, fin no registrado."
    ),
    "Line {n} for metastatic disease: {agents}, {start} to {end}.": (
        "Línea {n} para la enfermedad metastásica: {agents}, {start} a {end}."
    ),
    "In 2016 the Spanish panel named {first} first.": "En 2016 el panel español nombró primero {first}.",
    "The record makes one situation likely without documenting it: {situation}.": (
        "La historia hace probable una situación sin documentarla: {situation}."
    ),
    "male": "varón",
    "female": "mujer",
    "Below stands what contradicts what.": "Abajo figura qué contradice a qué.",
    "The 2016 Spanish panel gives no option here: {situation}.": (
        "El panel español de 2016 no da aquí ninguna opción: {situation}."
    ),
    "Later evidence exists; the panel could not take it into account.": (
        "Hay evidencia posterior; el panel no podía tenerla en cuenta."
    ),
}

_SURE = {
    "documented": "documentado",
    "Every fact that was asked for is in the record, at every reading of it.": (
        "Todo dato que se preguntó está en la historia, con cualquier lectura de ella."
    ),
    "{kind}": "{kind}",
    "See {statement}. The paper grades no evidence.": "Véase {statement}. El artículo no gradúa la evidencia.",
    "Later evidence was last reviewed in {reviewed}; that review is overdue.": (
        "La evidencia posterior se revisó por última vez en {reviewed}; esa revisión está vencida."
    ),
    "Later evidence was last reviewed in {reviewed}.": (
        "La evidencia posterior se revisó por última vez en {reviewed}."
    ),
    "The record": "La historia",
    "The paper": "El artículo",
    "Today": "Hoy",
    "contradictory in places": "contradictoria en parte",
    "Statements of the record contradict each other; they stand under missing and doubtful.": (
        "Hay afirmaciones de la historia que se contradicen; figuran en lo que falta y lo dudoso."
    ),
    "incomplete": "incompleta",
    "A fact on which the answer depends is not in the record.": (
        "Un dato del que depende la respuesta no está en la historia."
    ),
    "likely, not documented": "probable, no documentado",
    "The answer rests on the most likely reading of the record.": (
        "La respuesta se apoya en la lectura más probable de la historia."
    ),
    "completed by your answers": "completada por sus respuestas",
    "Not in the record, but answered by you: {facts}.": "No consta en la historia, respondido por usted: {facts}.",
    "documented, with conditions": "documentado, con condiciones",
    "Not recorded, and unable to change the situation: {facts}.": ("No consta, y no cambiaría la situación: {facts}."),
    "documented, not fully read": "documentado, no leído por completo",
    "Parts of the record could not be read; see below.": "Partes de la historia no se pudieron leer; véase abajo.",
    "no statement": "sin afirmación",
    "The paper grades no evidence; it gives no statement here.": (
        "El artículo no gradúa la evidencia; aquí no da ninguna afirmación."
    ),
    "Its own verb in {statement}: “{verb}”. The paper grades no evidence.": (
        "Su propio verbo en {statement}: «{verb}». El artículo no gradúa la evidencia."
    ),
    "overtaken in part": "superado en parte",
    "later evidence exists": "hay evidencia posterior",
    "from 2016": "de 2016",
}

_PATH = {
    "{fact}, {date}: {value}": "{fact}, {date}: {value}",
    "{situation}: {regimens}": "{situation}: {regimens}",
    "still open, asks for {facts}": "sigue abierto, pregunta por {facts}",
    "{situation}": "{situation}",
    "{n} or more": "{n} o más",
    "continues: {table}": "continúa: {table}",
    "still valid": "sigue vigente",
    "valid with a changed place": "vigente con otro lugar",
    "corrected": "corregida",
    "must be qualified": "precisa matizarse",
    "superseded": "superada",
    "contradicted": "contradicha",
    "open": "abierta",
    "Does the paper speak about this patient?": "¿Habla el artículo de esta paciente?",
    "Nothing given yet for metastatic disease: which approach?": (
        "Nada administrado aún para la enfermedad metastásica: ¿qué enfoque?"
    ),
    "First line: with or without chemotherapy?": "Primera línea: ¿con o sin quimioterapia?",
    "Progression: which line has failed?": "Progresión: ¿qué línea ha fracasado?",
    "Second line": "Segunda línea",
    "Beyond the second line": "Más allá de la segunda línea",
    "Response or stable disease: go on until when?": "Respuesta o enfermedad estable: ¿seguir hasta cuándo?",
}

REASONING = _ANSWER | _SURE | _PATH | PAGE_WORDS
