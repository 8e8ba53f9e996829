"""What could not be read without doubt, in Spanish: the sentences of `fhir_mappings`, by their English pattern."""

from __future__ import annotations

RECORD = {
    "The code and the text of “{drug}” name different drugs; neither was used.": (
        "El código y el texto de «{drug}» nombran fármacos distintos; no se usó ninguno."
    ),
    "The record also holds another cancer from which the metastasis may come: {cancer}": (
        "La historia contiene además otro cáncer del que puede venir la metástasis: {cancer}"
    ),
    "The text “{text}” leaves open whether there is a metastasis.": (
        "El texto «{text}» deja abierto si hay una metástasis."
    ),
    "“{text}” may mean regional lymph nodes, not distant ones.": (
        "«{text}» puede referirse a ganglios regionales, no a distancia."
    ),
    "“{text}” is recorded as not yet confirmed.": "«{text}» consta como aún no confirmado.",
    "“{text}” may mean a second tumour of the breast, not a metastasis.": (
        "«{text}» puede significar un segundo tumor de la mama, no una metástasis."
    ),
    "The text “{text}” denies what the code of the diagnosis states.": (
        "El texto «{text}» niega lo que afirma el código del diagnóstico."
    ),
    "The code states a metastasis, the text says “{text}”.": (
        "El código afirma una metástasis, el texto dice «{text}»."
    ),
    "Code and text of the diagnosis name different sites: “{text}”.": (
        "El código y el texto del diagnóstico nombran localizaciones distintas: «{text}»."
    ),
    "The {marker} result “{written}” contradicts itself in code and text.": (
        "El resultado «{written}» de {marker} se contradice entre código y texto."
    ),
}
