"""What the rules add to a statement, in Spanish: flags, regimens in full, safety rules."""

from __future__ import annotations

FLAGS = {
    "tdm1-site-unavailable": "T-DM1 sería una opción, pero este centro indica que no está disponible.",
    "abstract-wording-only": (
        "Solo el resumen habla de cualquier respuesta objetiva; la tabla 2 habla de respuesta completa."
    ),
    "external-guideline-only": (
        "Para la enfermedad estable el artículo solo tiene una frase citada de una guía externa, no una "
        "recomendación acordada."
    ),
    "table2-wording-only": (
        "No consta que las metástasis cerebrales progresen: solo se aplica la redacción más amplia de la tabla 2, "
        "no la del resumen."
    ),
    "scenario3-title-only": (
        "El escenario 3 recomienda tras un esquema de segunda línea con lapatinib; en esta línea solo se aplica su "
        "título."
    ),
    "line-count-includes-adjuvant": (
        "La recaída temprana tras tratamiento anti-HER2 adyuvante se cuenta aquí como una línea; el artículo no lo "
        "resuelve."
    ),
    "resistance-borderline": (
        "Se cumple una redacción más laxa de la definición de resistencia del panel, no la estricta; el resultado "
        "no cambia."
    ),
    "tdm1-if-available": "Solo si T-DM1 está disponible: el centro no ha indicado si lo está.",
    "tdm1-label-needs-taxane": (
        "La ficha técnica de T-DM1 pide trastuzumab y un taxano previos; no se administró ningún taxano."
    ),
    "tdm1-needs-prior-trastuzumab": "T-DM1 queda fuera: su indicación pide trastuzumab previo, y no se administró.",
    "tdm1-outside-ema-6-month-window": (
        "Recaída entre 6 y 12 meses después de la adyuvancia: fuera de la autorización de T-DM1 a 6 meses que cita "
        "el artículo."
    ),
    "tdm1-adjuvant-not-covered": (
        "T-DM1 se administró solo alrededor de la cirugía, lo que el panel de 2016 no podía conocer: no dice nada "
        "sobre repetirlo."
    ),
    "lapatinib-already-used-silent": "Lapatinib ya se administró; el artículo no dice si volver a administrarlo.",
    "s8-silent-after-lapatinib": (
        "El escenario 4 (metástasis cerebrales) no habla de pacientes que ya recibieron lapatinib."
    ),
    "lt-already-used": "Lapatinib + trastuzumab ya se administró, por lo que el doble bloqueo queda fuera.",
    "pertuzumab-only-if-naive": "Solo si nunca se administró pertuzumab: la historia no lo dice.",
    "best-local-treatment-first": (
        "Después del mejor tratamiento local de las metástasis cerebrales: no consta que se haya completado."
    ),
    "local-treatment-done": "El tratamiento local de las metástasis cerebrales consta como realizado.",
    "local-treatment-not-indicated": "El tratamiento local de las metástasis cerebrales consta como no indicado.",
    "brain-mets-first-line-silent": (
        "El artículo no habla de metástasis cerebrales antes de cualquier tratamiento anti-HER2."
    ),
    "et-alone-subset-undefined": "La hormonoterapia sola es para un pequeño subgrupo que el artículo no define.",
    "thp-unless-taxane-contraindicated": (
        "Trastuzumab + pertuzumab + taxano salvo que el taxano esté contraindicado: la historia no lo dice."
    ),
    "no-chemo-free-statement-for-hr-negative": (
        "El artículo no tiene ninguna afirmación sobre receptores hormonales negativos sin quimioterapia."
    ),
    "weak-evidence-after-tdm1": "El propio panel dice que falta en gran medida evidencia tras T-DM1.",
    "next-therapy-not-covered": (
        "Se ha alcanzado un punto de parada que nombra el panel; lo que siga no está cubierto."
    ),
    "check-toxicity-and-preference": (
        "No consta si hay toxicidad inaceptable o deseo de parar: pregúntese antes de seguir."
    ),
    "her2-low-later-evidence": (
        "La enfermedad HER2-low tiene tratamientos propios desde 2016; este consenso no la cubre."
    ),
    "agent-after-2016": (
        "Se administró un agente anti-HER2 posterior al artículo; el panel no podía tenerlo en cuenta."
    ),
    "adjuvant-agent-after-2016": (
        "El tratamiento anti-HER2 alrededor de la cirugía no fue trastuzumab solo; el panel no podía tenerlo en cuenta."
    ),
    "no-anti-her2-yet": "La enfermedad progresó sin ninguna línea anti-HER2 hasta ahora; el artículo no lo aborda.",
    "unknown-but-irrelevant": "Falta un dato, pero todos sus valores llevan al mismo resultado.",
}

REGIMENS = {
    "THP": "trastuzumab + pertuzumab + taxano",
    "T+CT": "trastuzumab + quimioterapia (no una antraciclina)",
    "T+nontaxaneCT": "trastuzumab + quimioterapia sin taxano (vinorelbina, un platino o gemcitabina)",
    "L+CT": "lapatinib + quimioterapia (el artículo nombra capecitabina)",
    "L+T": "lapatinib + trastuzumab",
    "TDM1": "trastuzumab emtansina (T-DM1) como agente único",
    "P+T+CT": "pertuzumab + trastuzumab + quimioterapia (el artículo nombra vinorelbina)",
    "P+T-without-CT": "pertuzumab + trastuzumab sin quimioterapia",
    "ET+T": "hormonoterapia + trastuzumab (el artículo nombra anastrozol)",
    "ET+L": "hormonoterapia + lapatinib (el artículo nombra letrozol)",
    "ET": "hormonoterapia sola",
    "dual-HER2": (
        "doble bloqueo de HER2 (pareja no nombrada en el escenario 3; en otros lugares el artículo se refiere a "
        "lapatinib + trastuzumab)"
    ),
    "L+taxane": "lapatinib + taxano",
    "L-mono": "lapatinib solo",
    "chemo-alone": "quimioterapia sin agente anti-HER2",
    "T+anthracycline": "trastuzumab + antraciclina",
    "continue-anti-HER2": "continuar el tratamiento anti-HER2 actual",
    "stop-anti-HER2": "suspender el tratamiento anti-HER2",
    "NEW": "un esquema con un agente anti-HER2 posterior al artículo",
    "stop-anti-HER2-without-reason": (
        "suspender el tratamiento anti-HER2 sin progresión, toxicidad ni decisión de la paciente"
    ),
    "another-anti-HER2-line (implied)": (
        "otra línea de tratamiento anti-HER2 (implícito en la definición de resistencia, no afirmado)"
    ),
    "any-anti-HER2-by-this-consensus": "cualquier agente anti-HER2 apoyado en este consenso",
    "TDM1+other": "trastuzumab emtansina (T-DM1) junto con otro agente antineoplásico",
    "P-without-T": "pertuzumab sin trastuzumab",
    "L+T+CT": "lapatinib + trastuzumab + quimioterapia",
    "T-mono": "trastuzumab solo",
    "other": "una combinación que el artículo no nombra",
}

SAFETY_RULES = {
    "J-S1": (
        "T-DM1 y trastuzumab juntos: T-DM1 es un agente único; no sustituirlo por trastuzumab ni combinarlo con él."
    ),
    "J-S2": "T-DM1 con quimioterapia u otro agente anti-HER2: su indicación es como agente único.",
    "J-S3": (
        "Pertuzumab sin trastuzumab: no se administra como agente único; se suspende cuando se suspende trastuzumab."
    ),
    "J-S4": (
        "Trastuzumab con una antraciclina: la disfunción ventricular izquierda es más frecuente y grave cuando van "
        "juntos."
    ),
    "J-S5": "Tratamiento anti-HER2 en el embarazo: toxicidad embriofetal.",
    "J-S6": (
        "Agente anti-HER2 mientras en la historia consta HER2 negativo o HER2-low: compruébese primero el "
        "resultado de HER2; la sobreexpresión de HER2 tiene que haberse detectado."
    ),
    "J-S7": (
        "No consta una FEVI de los últimos 90 días: las fichas técnicas la piden antes del tratamiento y cada 3 "
        "meses aproximadamente."
    ),
    "J-S8": (
        "La FEVI cumple un umbral de interrupción de un agente prescrito: las fichas técnicas lo interrumpen y "
        "repiten la FEVI en unas 3 semanas."
    ),
    "J-S9": (
        "Enfermedad pulmonar intersticial o neumonitis previa: las fichas técnicas suspenden este agente "
        "definitivamente (T-DXd desde grado 2, T-DM1 con cualquier grado)."
    ),
    "J-S10": (
        "Paciente de edad avanzada con enfermedad cardiovascular o diabetes: el panel de 2016 considera "
        "aconsejable considerar una vigilancia cardiaca continua."
    ),
    "J-S11": (
        "ALT o AST por encima de 3 veces y bilirrubina por encima de 2 veces el límite superior de la normalidad: "
        "la ficha técnica suspende T-DM1 definitivamente."
    ),
}
