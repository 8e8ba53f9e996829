"""Why a resource could not be used, in Spanish: `cards.wording.gap_labels`, by the English pattern."""

from __future__ import annotations

GAPS = {
    "names no patient, not used": "no nombra a ningún paciente, no se usó",
    "something in it is no FHIR resource and was not read": "algo de su contenido no es un recurso FHIR y no se leyó",
    "FHIR DSTU2 or STU3 not supported": "FHIR DSTU2 o STU3 no se admite",
    "a modifier extension that is not understood changes its meaning": (
        "una extensión modificadora que no se entiende cambia su significado"
    ),
    "implicit rules that are not understood change its meaning": (
        "unas reglas implícitas que no se entienden cambian su significado"
    ),
    "the patient record points to another one as the main record of this person": (
        "la ficha del paciente remite a otra como ficha principal de esta persona"
    ),
    "has no status": "no tiene estado",
    "names a medication that was not sent": "nombra un medicamento que no se envió",
    "names a medication that was entered in error": "nombra un medicamento registrado por error",
    "medication code not known and no name given": "código del medicamento desconocido y sin nombre",
    "its text denies the drug": "su texto niega el fármaco",
    "stage not understood": "estadio no entendido",
    "procedure without a known status": "procedimiento sin estado conocido",
    "statement about metastases without a clear answer": "afirmación sobre metástasis sin respuesta clara",
    "line number not understood": "número de línea no entendido",
    "line number: code and text differ": "número de línea: el código y el texto difieren",
    "disease status without a readable value": "estado de la enfermedad sin un valor legible",
    "receptor test without a readable value": "prueba de receptor sin un valor legible",
    "LVEF value not usable": "valor de la FEVI no utilizable",
    "not sent": "no se envió",
    "not a FHIR resource": "no es un recurso FHIR",
    "not a readable Bundle": "no es un Bundle legible",
    "expected a Bundle": "se esperaba un Bundle",
    "not what was asked for": "no es lo que se pidió",
    "the EHR answered with an error": "la historia clínica electrónica respondió con un error",
    "only the first page was sent": "solo se envió la primera página",
    "fewer entries than its total": "menos entradas que su total",
    "paged result: a next page exists and was not given": (
        "resultado paginado: hay una página siguiente que no se entregó"
    ),
}
