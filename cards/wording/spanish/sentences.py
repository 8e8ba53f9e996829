"""The cards' own sentences in Spanish, by their English. A stronger verb here would be a false card."""

from __future__ import annotations

SUMMARIES = {
    "{situation}: in 2016 the Spanish panel named {regimens} first; later evidence has changed this": (
        "{situation}: en 2016 el panel español nombró primero {regimens}; la evidencia posterior lo cambió"
    ),
    "{situation}: see the 2016 Spanish panel; later evidence has changed its view": (
        "{situation}: véase el panel español de 2016; la evidencia posterior cambió su visión"
    ),
    "{situation}: in 2016 the Spanish panel named {regimens} first; see what came later": (
        "{situation}: en 2016 el panel español nombró primero {regimens}; véase lo posterior"
    ),
    "{situation}: see the 2016 Spanish panel's options and what came later": (
        "{situation}: véanse las opciones del panel español de 2016 y lo posterior"
    ),
    "{situation}: the 2016 Spanish panel lists {regimens}; later evidence exists": (
        "{situation}: el panel español de 2016 enumera {regimens}; hay evidencia posterior"
    ),
    "{situation}: the 2016 Spanish panel lists {n} options; later evidence exists": (
        "{situation}: el panel español de 2016 enumera {n} opciones; hay evidencia posterior"
    ),
    "{situation}: by the 2016 Spanish panel it can go on until progression, toxicity or the patient's decision": (
        "{situation}: según el panel español de 2016 puede seguir hasta progresión, toxicidad o decisión de la paciente"
    ),
    "{situation}: see what the 2016 Spanish panel says on going on": (
        "{situation}: véase lo que dice el panel español de 2016 sobre continuar"
    ),
    "{situation} is recorded; what should follow is not covered by the 2016 Spanish panel": (
        "Consta {situation}; lo que debería seguir no lo cubre el panel español de 2016"
    ),
    "A stopping point of the 2016 Spanish panel is recorded; what should follow is not covered": (
        "Consta un punto de parada del panel español de 2016; lo que debería seguir no está cubierto"
    ),
    "{situation}: the 2016 Spanish panel gives no option here; later evidence exists": (
        "{situation}: el panel español de 2016 no da aquí ninguna opción; hay evidencia posterior"
    ),
    "The 2016 Spanish panel gives no option here; later evidence exists": (
        "El panel español de 2016 no da aquí ninguna opción; hay evidencia posterior"
    ),
    "The 2016 Spanish panel's statements compete here: {situation}": (
        "Afirmaciones del panel español de 2016 compiten aquí: {situation}"
    ),
    "The record contradicts itself: nothing can be said from the 2016 Spanish panel": (
        "La historia se contradice: nada puede decirse a partir del panel español de 2016"
    ),
    "Likely {situation} (not documented): the 2016 Spanish panel names {regimens}": (
        "Probablemente {situation} (no documentado): el panel español de 2016 nombra {regimens}"
    ),
    "Likely {situation} (not documented): see the 2016 Spanish panel's options": (
        "Probablemente {situation} (no documentado): véanse las opciones del panel español de 2016"
    ),
    "{fact}: {value}. What the 2016 Spanish panel says for this patient depends on it": (
        "{fact}: {value}. De ello depende lo que dice el panel español de 2016 para esta paciente"
    ),
    "{fact}: {value}. What the 2016 panel says depends on it": (
        "{fact}: {value}. De ello depende lo que dice el panel de 2016"
    ),
    "{fact}: the record contradicts itself. The 2016 Spanish panel's view depends on it": (
        "{fact}: la historia se contradice. De ello depende la visión del panel español de 2016"
    ),
    "Not recorded: a diagnosis of breast cancer. Without it the 2016 Spanish panel is not applied": (
        "No consta un diagnóstico de cáncer de mama. Sin él no se aplica el panel español de 2016"
    ),
}

DETAIL = {
    "This is a likely reading: the setting is open.": "Es una lectura probable: la extensión está abierta.",
    "{fact}: likely {value}, not documented": "{fact}: probablemente {value}, no documentado",
    "This rests on a likely reading of the record, not a documented one:": (
        "Esto se apoya en una lectura probable de la historia, no documentada:"
    ),
    "{fact}: likely {value}, because: {because}; not documented: {missing}": (
        "{fact}: probablemente {value}, porque: {because}; no documentado: {missing}"
    ),
    "{fact}: likely {value}, because: {because}": "{fact}: probablemente {value}, porque: {because}",
    "Spoken against:": "En contra habla el artículo de:",
    (
        "Spanish expert panel, 2016 ({edition}): this text dates from 2016 and later evidence exists; knowledge "
        "reviewed {reviewed}."
    ): (
        "Panel español de expertos, 2016 ({edition}): este texto es de 2016 y hay evidencia posterior; "
        "conocimiento revisado en {reviewed}."
    ),
    "The review of later evidence has been overdue since {due}.": (
        "La revisión de la evidencia posterior está pendiente desde {due}."
    ),
    "The clinician and the patient decide.": "Deciden el clínico y la paciente.",
    "{fact}: {value} ({source})": "{fact}: {value} ({source})",
    "{fact}: {value}": "{fact}: {value}",
    "Why, from this record:": "Por qué, según esta historia:",
    "Conditions, and what is not known:": "Condiciones y lo que no se conoce:",
    "What the 2016 panel says:": "Lo que dice el panel de 2016:",
    "Criterion of resistance not met: {facts}.": "Criterio de resistencia no cumplido: {facts}.",
    "Not known from the record: {facts}.": "No se conoce por la historia: {facts}.",
    "The panel does not speak about men.": "El panel no habla de varones.",
    "No, or none:": "No:",
    "{fact} ({source})": "{fact} ({source})",
    "{fact}": "{fact}",
    "{values}: {situation}": "{values}: {situation}",
    "Also open: {facts}.": "También abierto: {facts}.",
    "What would settle it:": "Lo que lo resolvería:",
    "What each answer would lead to in the 2016 paper:": "A qué llevaría cada respuesta en el artículo de 2016:",
    "What the record says:": "Lo que dice la historia:",
    "The 2016 panel names, without a ranking:": "El panel de 2016 nombra, sin orden:",
    "The 2016 panel names first:": "El panel de 2016 nombra primero:",
    "It names also, without a ranking:": "También nombra, sin orden:",
    "Competing statements of the 2016 panel, none put first:": (
        "Afirmaciones del panel de 2016 que compiten, ninguna delante:"
    ),
    "it was given before; the panel names it only where it was not.": (
        "ya se administró; el panel lo nombra solo donde no fue así."
    ),
    "shorter PFS and OS than lapatinib + trastuzumab in EGF104900, as the paper prints.": (
        "SLP y SG más cortas que con lapatinib + trastuzumab en EGF104900, según imprime el artículo."
    ),
    "Line {n} for metastatic disease: {agents}, {start} to {end} ({source}).": (
        "Línea {n} para la enfermedad metastásica: {agents}, de {start} a {end} ({source})."
    ),
    "Line {n} for metastatic disease: {agents}, since {start} ({source}).": (
        "Línea {n} para la enfermedad metastásica: {agents}, desde {start} ({source})."
    ),
    "Line {n} for metastatic disease: {agents}, from {start}, end not recorded ({source}).": (
        "Línea {n} para la enfermedad metastásica: {agents}, desde {start}, no consta el final ({source})."
    ),
    "No line of therapy for metastatic disease could be told from the record.": (
        "La historia no permite reconocer ninguna línea de tratamiento para la enfermedad metastásica."
    ),
    "No line of therapy for metastatic disease is on record.": (
        "No consta ninguna línea de tratamiento para la enfermedad metastásica."
    ),
    "Disease status: {status} ({source}).": "Estado de la enfermedad: {status} ({source}).",
    "Disease status: {status}.": "Estado de la enfermedad: {status}.",
    "Anti-HER2 lines so far: {n}.": "Líneas anti-HER2 hasta ahora: {n}.",
    "Anti-HER2 lines so far: {low} to {high}, by how the record is read.": (
        "Líneas anti-HER2 hasta ahora: de {low} a {high}, según cómo se lea la historia."
    ),
    "Anti-HER2 lines so far: at least {low}.": "Líneas anti-HER2 hasta ahora: al menos {low}.",
    "Not sent along: {parts}.": "No se ha enviado: {parts}.",
    "Could not be read from the EHR: {parts}.": "No se pudo leer de la historia clínica electrónica: {parts}.",
    "Resources that could not be read or understood: {n} ({shown}).": (
        "Recursos que no pudieron leerse o entenderse: {n} ({shown})."
    ),
    "Not read completely: {parts}. Counts of lines are lower bounds; absence proves nothing.": (
        "No leído por completo: {parts}. Los recuentos de líneas son mínimos; la ausencia no prueba nada."
    ),
}

CONTROLS = {
    "The patient's choice": "Decisión de la paciente",
    "Clinical trial": "Ensayo clínico",
    "Toxicity": "Toxicidad",
    "Comorbidity": "Comorbilidad",
    "Not available or not funded": "No disponible o no financiado",
    "The tumour board decided otherwise": "El comité de tumores decidió otra cosa",
    "The record is wrong or incomplete": "La historia es errónea o incompleta",
    "Later evidence": "Evidencia posterior",
    "Anti-HER2 therapy in HER2-positive metastatic breast cancer": (
        "Tratamiento anti-HER2 en cáncer de mama metastásico HER2-positivo"
    ),
    "Spanish expert panel, 2016 ({edition})": "Panel español de expertos, 2016 ({edition})",
    "Sources, scope and limits of this advice": "Fuentes, alcance y límites de esta ayuda",
    "HER2 test": "prueba de HER2",
    "Brain imaging": "imagen cerebral",
    "Echocardiogram (LVEF)": "ecocardiograma (FEVI)",
    "Draft an order for {drug}; dose and schedule are left to the clinician": (
        "Borrador de prescripción de {drug}; dosis y pauta quedan a cargo del clínico"
    ),
    "Request: {examination}": "Solicitar: {examination}",
    "Draft: {drugs}": "Borrador: {drugs}",
    "Draft: {drugs}; the chemotherapy is left to the clinician": (
        "Borrador: {drugs}; la quimioterapia queda a cargo del clínico"
    ),
    "Draft: {drugs} (dual blockade; the panel does not name the pair here)": (
        "Borrador: {drugs} (doble bloqueo; el panel no nombra aquí la pareja)"
    ),
    "Instead: {drugs}": "En su lugar: {drugs}",
    "Instead: {drugs}; the chemotherapy is left to the clinician": (
        "En su lugar: {drugs}; la quimioterapia queda a cargo del clínico"
    ),
    "Remove the draft order for {drugs}": "Quitar el borrador de prescripción de {drugs}",
}

SENTENCES = SUMMARIES | DETAIL | CONTROLS
