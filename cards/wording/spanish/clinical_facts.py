"""Judgements, comorbidities and measurements in Spanish: sentences of `consensus`, by their English pattern."""

from __future__ import annotations

JUDGEMENTS = {
    "whether chemotherapy is indicated (the clinician's judgement)": (
        "si está indicada la quimioterapia (a juicio del clínico)"
    ),
    "whether there is unacceptable toxicity of the anti-HER2 agent": (
        "si hay toxicidad inaceptable del agente anti-HER2"
    ),
    "whether the patient wishes to stop the anti-HER2 agent": "si la paciente desea suspender el agente anti-HER2",
    "whether a taxane is contraindicated (the clinician's judgement)": (
        "si está contraindicado un taxano (a juicio del clínico)"
    ),
    "Stated earlier, about another situation ({date}; {reference})": (
        "Afirmado antes, sobre otra situación ({date}; {reference})"
    ),
    "The reason recorded with the stop of {agents} ({references})": (
        "El motivo registrado con la suspensión de {agents} ({references})"
    ),
    "Other anti-HER2 agents of the line were not stopped for it": (
        "Otros agentes anti-HER2 de la línea no se suspendieron por ello"
    ),
    "Allergy or intolerance to a taxane is on record ({references})": (
        "Consta alergia o intolerancia a un taxano ({references})"
    ),
    "No intolerance to taxanes, as stated ({references})": (
        "Sin intolerancia a taxanos, según se afirma ({references})"
    ),
    "Stated in the record: yes ({date}; {reference})": "Afirmado en la historia: sí ({date}; {reference})",
    "Stated in the record: no ({date}; {reference})": "Afirmado en la historia: no ({date}; {reference})",
    "Stated in the record: not known ({date}; {reference})": (
        "Afirmado en la historia: no se sabe ({date}; {reference})"
    ),
    "{agent} was stopped for toxicity ({reference})": "{agent} se suspendió por toxicidad ({reference})",
    "Peripheral neuropathy is on record ({date}; {reference})": "Consta neuropatía periférica ({date}; {reference})",
}

SAFETY_FACTS = {
    "No ejection fraction from before anti-HER2 therapy is on record; the earliest one is used": (
        "No consta ninguna fracción de eyección anterior al tratamiento anti-HER2; se usa la más antigua"
    ),
    "ejection fraction of the last 3 months": "fracción de eyección de los últimos 3 meses",
    "Ejection fraction {value} % ({date}; {reference})": "Fracción de eyección {value} % ({date}; {reference})",
    "ALT {value} times the upper limit of normal ({date}; {reference})": (
        "ALT {value} veces el límite superior de la normalidad ({date}; {reference})"
    ),
    "AST {value} times the upper limit of normal ({date}; {reference})": (
        "AST {value} veces el límite superior de la normalidad ({date}; {reference})"
    ),
    "Bilirubin {value} times the upper limit of normal ({date}; {reference})": (
        "Bilirrubina {value} veces el límite superior de la normalidad ({date}; {reference})"
    ),
    "ejection fraction before the first anti-HER2 therapy": (
        "fracción de eyección antes del primer tratamiento anti-HER2"
    ),
    "ALT and AST with their upper limits of normal": "ALT y AST con sus límites superiores de la normalidad",
    "bilirubin with its upper limit of normal": "bilirrubina con su límite superior de la normalidad",
    "date of birth": "fecha de nacimiento",
    "Born {date} ({reference})": "Nacimiento {date} ({reference})",
    "whether there is cardiovascular disease": "si hay enfermedad cardiovascular",
    "Hypertension is on record; alone it is not counted as cardiovascular disease": (
        "Consta hipertensión; por sí sola no se cuenta como enfermedad cardiovascular"
    ),
    "highest grade of the interstitial lung disease": "grado máximo de la enfermedad pulmonar intersticial",
    "Interstitial lung disease grade {grade} ({date}; {reference})": (
        "Enfermedad pulmonar intersticial de grado {grade} ({date}; {reference})"
    ),
    "pregnancy test": "prueba de embarazo",
    "whether there is diabetes": "si hay diabetes",
    "Interstitial lung disease is on record without a grade: at least grade 1 ({date}; {reference})": (
        "Consta enfermedad pulmonar intersticial sin grado: al menos grado 1 ({date}; {reference})"
    ),
    "Male patient ({reference})": "Paciente varón ({reference})",
    "Heart failure is on record ({date}; {reference})": "Consta insuficiencia cardiaca ({date}; {reference})",
    "Diabetes is on record ({date}; {reference})": "Consta diabetes ({date}; {reference})",
    "Pregnancy is on record ({date}; {reference})": "Consta embarazo ({date}; {reference})",
    "Cardiovascular disease is on record ({date}; {reference})": (
        "Consta enfermedad cardiovascular ({date}; {reference})"
    ),
    "Stated: no heart failure ({date}; {reference})": "Afirmado: sin insuficiencia cardiaca ({date}; {reference})",
    "Stated: no diabetes ({date}; {reference})": "Afirmado: sin diabetes ({date}; {reference})",
    "Stated: not pregnant ({date}; {reference})": "Afirmado: sin embarazo ({date}; {reference})",
    "Stated: no interstitial lung disease ({date}; {reference})": (
        "Afirmado: sin enfermedad pulmonar intersticial ({date}; {reference})"
    ),
    "Stated: no cardiovascular disease ({date}; {reference})": (
        "Afirmado: sin enfermedad cardiovascular ({date}; {reference})"
    ),
    "whether there was interstitial lung disease or pneumonitis": (
        "si hubo enfermedad pulmonar intersticial o neumonitis"
    ),
}

CLINICAL_FACTS = JUDGEMENTS | SAFETY_FACTS
