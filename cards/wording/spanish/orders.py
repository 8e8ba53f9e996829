"""How an order stands, and safety in one sentence, in Spanish, by the English of the cards."""

from __future__ import annotations

ORDERS = {
    "What each answer on {fact} would lead to:": "A qué llevaría cada respuesta sobre {fact}:",
    "{order} is not covered by the 2016 Spanish panel; later evidence exists": (
        "{order} no lo cubre el panel español de 2016; hay evidencia posterior"
    ),
    "This order is not covered by the 2016 Spanish panel; later evidence exists": (
        "Esta prescripción no la cubre el panel español de 2016; hay evidencia posterior"
    ),
    "{order}: how it stands to the 2016 Spanish panel depends on: {fact}": (
        "{order}: su relación con el panel español de 2016 depende de: {fact}"
    ),
    "How this order stands to the 2016 Spanish panel depends on: {fact}": (
        "La relación de esta prescripción con el panel español de 2016 depende de: {fact}"
    ),
    "Safety first:": "Primero la seguridad:",
    "About the draft order: {order} ({references}).": "Sobre el borrador de prescripción: {order} ({references}).",
    "stopping {agents}": "suspender {agents}",
    "A draft order could not be read: it was not compared with the 2016 Spanish panel": (
        "No pudo leerse un borrador de prescripción: no se comparó con el panel español de 2016"
    ),
    "Not compared with the 2016 Spanish panel: the record does not say enough": (
        "Sin comparar con el panel español de 2016: la historia no dice lo suficiente"
    ),
    "Not compared, because its drug could not be read: {references}.": (
        "Sin comparar, porque su fármaco no pudo leerse: {references}."
    ),
    "{order} matches the 2016 Spanish panel": "{order} coincide con el panel español de 2016",
    "This order matches the 2016 Spanish panel": "Esta prescripción coincide con el panel español de 2016",
    "{order} matches the 2016 Spanish panel, but later evidence has overtaken it: see the note": (
        "{order} coincide con el panel español de 2016, pero la evidencia posterior lo superó: véase la nota"
    ),
    "This order matches the 2016 Spanish panel, but later evidence has overtaken it: see the note": (
        "Esta prescripción coincide con el panel español de 2016, pero la evidencia posterior lo superó: véase la nota"
    ),
    "{order}: statements of the 2016 Spanish panel compete on it": (
        "{order}: afirmaciones del panel español de 2016 compiten sobre ello"
    ),
    "Statements of the 2016 Spanish panel compete on this order": (
        "Afirmaciones del panel español de 2016 compiten sobre esta prescripción"
    ),
    "{order} differs from the 2016 Spanish panel, which names {options} here": (
        "{order} difiere del panel español de 2016, que aquí nombra {options}"
    ),
    "This order differs from the 2016 Spanish panel, which names {options} here": (
        "Esta prescripción difiere del panel español de 2016, que aquí nombra {options}"
    ),
    "{order} differs from the 2016 Spanish panel: see its options": (
        "{order} difiere del panel español de 2016: véanse sus opciones"
    ),
    "This order differs from the 2016 Spanish panel: see its options": (
        "Esta prescripción difiere del panel español de 2016: véanse sus opciones"
    ),
    "{order} differs from the 2016 Spanish panel": "{order} difiere del panel español de 2016",
    "This order differs from the 2016 Spanish panel": "Esta prescripción difiere del panel español de 2016",
    "{order} is not among the options that the 2016 Spanish panel lists here": (
        "{order} no está entre las opciones que enumera aquí el panel español de 2016"
    ),
    "This order is not among the options that the 2016 Spanish panel lists here": (
        "Esta prescripción no está entre las opciones que enumera aquí el panel español de 2016"
    ),
    "It matches what the 2016 consensus names first here.": (
        "Coincide con lo que el consenso de 2016 nombra aquí primero."
    ),
    "It matches one of the options of the 2016 consensus.": "Coincide con una de las opciones del consenso de 2016.",
    "One statement of the 2016 consensus supports it, another speaks against it.": (
        "Una afirmación del consenso de 2016 la apoya, otra habla en contra."
    ),
    "It differs from the 2016 consensus.": "Difiere del consenso de 2016.",
    "The 2016 consensus lists options here, without a ranking; this one is not among them.": (
        "El consenso de 2016 enumera aquí opciones, sin orden; esta no está entre ellas."
    ),
    "It is not covered by the 2016 consensus.": "El consenso de 2016 no la cubre.",
    "How it stands to the 2016 consensus depends on what the record does not say.": (
        "Su relación con el consenso de 2016 depende de lo que la historia no dice."
    ),
    (
        "Stopping differs from the 2016 consensus while the therapy works and neither toxicity nor a wish to stop "
        "is on record."
    ): (
        "Suspender difiere del consenso de 2016 mientras el tratamiento funciona y no constan toxicidad ni deseo "
        "de parar."
    ),
    (
        "Whether stopping matches the 2016 consensus depends on toxicity and on the patient's wish, which are not "
        "on record."
    ): (
        "Que suspender coincida con el consenso de 2016 depende de la toxicidad y del deseo de la paciente, que no "
        "constan."
    ),
    "Stopping matches a stopping point of the 2016 consensus.": (
        "Suspender coincide con un punto de parada del consenso de 2016."
    ),
    "It differs from what the 2016 consensus says for therapy in response.": (
        "Difiere de lo que dice el consenso de 2016 para el tratamiento en respuesta."
    ),
    "It is not covered by the 2016 consensus: the panel could not know the agent; later evidence exists.": (
        "El consenso de 2016 no la cubre: el panel no podía conocer el agente; hay evidencia posterior."
    ),
    "It differs from the 2016 consensus, which speaks about HER2-positive disease; the record says otherwise.": (
        "Difiere del consenso de 2016, que habla de enfermedad HER2-positiva; la historia dice otra cosa."
    ),
    "It is not covered by the 2016 consensus: the panel could not know T-DM1 given around surgery.": (
        "El consenso de 2016 no la cubre: el panel no podía conocer T-DM1 administrado alrededor de la cirugía."
    ),
    "It differs from the 2016 consensus, or from how its agents are labelled.": (
        "Difiere del consenso de 2016 o de las fichas técnicas de sus agentes."
    ),
    "The panel's statement on lapatinib for brain metastases does not speak about giving lapatinib again.": (
        "La afirmación del panel sobre lapatinib en metástasis cerebrales no habla de volver a administrarlo."
    ),
    "It differs from what the panel's definition of resistance implies; the paper does not state it.": (
        "Difiere de lo que implica la definición de resistencia del panel; el artículo no lo afirma."
    ),
    "It differs from the 2016 consensus, which names another option first here and does not list this one.": (
        "Difiere del consenso de 2016, que aquí nombra primero otra opción y no enumera esta."
    ),
}

SAFETY = {
    "T-DM1 and trastuzumab together: T-DM1 is a single agent, do not combine or confuse them": (
        "T-DM1 y trastuzumab juntos: T-DM1 es un agente único, no combinarlos ni confundirlos"
    ),
    "T-DM1 with another anticancer agent: its label is for a single agent": (
        "T-DM1 con otro antineoplásico: su ficha técnica es como agente único"
    ),
    "Pertuzumab without trastuzumab: labels ask for both together": (
        "Pertuzumab sin trastuzumab: las fichas técnicas piden ambos juntos"
    ),
    "Trastuzumab with an anthracycline: highest risk of left-ventricular dysfunction": (
        "Trastuzumab con una antraciclina: máximo riesgo de disfunción ventricular izquierda"
    ),
    "Anti-HER2 therapy and a recorded pregnancy: embryo-fetal toxicity": (
        "Tratamiento anti-HER2 y embarazo registrado: toxicidad embriofetal"
    ),
    "Anti-HER2 agent, but the HER2 result on record is not positive: check it first": (
        "Agente anti-HER2, pero el HER2 que consta no es positivo: compruébese primero"
    ),
    "No LVEF of the last 90 days on record for an anti-HER2 agent": (
        "No consta una FEVI de los últimos 90 días para un agente anti-HER2"
    ),
    "LVEF on record meets the label's threshold to hold the agent": (
        "La FEVI que consta cumple el umbral de la ficha técnica para interrumpir el agente"
    ),
    "Earlier interstitial lung disease on record: the label stops this agent for good": (
        "Consta enfermedad pulmonar intersticial previa: la ficha técnica suspende el agente definitivamente"
    ),
    "Elderly patient with cardiac risk: the 2016 panel advises considering cardiac monitoring": (
        "Edad avanzada con riesgo cardiaco: el panel de 2016 aconseja considerar vigilancia cardiaca"
    ),
    "Liver tests on record: the label stops T-DM1 for good at these values": (
        "Pruebas hepáticas que constan: con estos valores la ficha técnica suspende T-DM1 definitivamente"
    ),
    "Safety, ongoing therapy ({agents}):": "Seguridad, tratamiento en curso ({agents}):",
}

ORDER_SENTENCES = ORDERS | SAFETY
