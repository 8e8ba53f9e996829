"""The demo EHR and its chart in Spanish, by their English."""

from __future__ import annotations

CHART = {
    "invasive breast cancer": "cáncer de mama invasivo",
    "breast carcinoma in situ": "carcinoma de mama in situ",
    "history of breast cancer": "antecedente de cáncer de mama",
    "other cancer": "otro cáncer",
    "heart failure": "insuficiencia cardíaca",
    "hypertension": "hipertensión",
    "peripheral neuropathy": "neuropatía periférica",
    "taxane allergy or intolerance": "alergia o intolerancia a taxanos",
    "before surgery": "antes de la cirugía",
    "after surgery": "después de la cirugía",
    "around surgery": "alrededor de la cirugía",
    "for early disease": "por enfermedad precoz",
    "ongoing": "en curso",
    "ended: progression": "terminó: progresión",
    "ended: toxicity": "terminó: toxicidad",
    "ended: the patient's decision": "terminó: decisión de la paciente",
    "ended: no longer available": "terminó: ya no disponible",
    "ended: completed": "terminó: completado",
    "reason of the end not recorded": "motivo del fin no registrado",
    "death recorded": "fallecimiento registrado",
    "Diagnosis and stage": "Diagnóstico y estadio",
    "Anticancer drugs": "Fármacos antineoplásicos",
    "Hormone receptor results": "Resultados de receptores hormonales",
    "Other conditions": "Otras enfermedades",
    "written: “{written}”": "escrito: «{written}»",
    "stage: “{written}”": "estadio: «{written}»",
    "{kind}: {agents}": "{kind}: {agents}",
    "best response: {response}": "mejor respuesta: {response}",
    "{marker} {result} ({method})": "{marker} {result} ({method})",
    "{finding}": "{finding}",
    "{finding}: absent": "{finding}: ausente",
    "{finding}: not certain": "{finding}: no seguro",
}

EHR_WORDS = {
    "Demo EHR": "HCE de demostración",
    (
        "A small EHR that calls the real CDS Hooks endpoints and shows what comes back. Its records are invented, or "
        "published test records of other projects; nothing is written to them."
    ): (
        "Una pequeña historia clínica electrónica que llama a los servicios CDS Hooks reales y muestra lo que "
        "responden. Sus historias son inventadas, o registros de prueba publicados por otros proyectos; no se escribe "
        "nada en ellas."
    ),
    "Patients": "Pacientes",
    "Search by name, situation or id": "Buscar por nombre, situación o id",
    "No patient matches.": "Ningún paciente coincide.",
    "Invented for this demo": "Inventados para esta demostración",
    "Published test records of other projects": "Registros de prueba publicados por otros proyectos",
    "Day of the story": "Día del caso",
    "To the chart": "A la historia",
    "All patients": "Todos los pacientes",
    "Parts of the chart": "Partes de la historia",
    "Chart": "Historia",
    "Orders": "Órdenes",
    "Calls (JSON)": "Llamadas (JSON)",
    "Feedback": "Respuestas",
    "What to look for in this story": "En qué fijarse en este caso",
    "Origin of the record": "Origen de la historia",
    "At a glance, as the service reads the record": "De un vistazo, según lee el servicio la historia",
    "All resources of the record": "Todos los recursos de la historia",
    "See why: timeline and reasoning": "Ver por qué: cronología y razonamiento",
    "Anticancer drug": "Fármaco antineoplásico",
    "Type a name and choose from the list.": "Escriba un nombre y elija de la lista.",
    "Add draft": "Añadir borrador",
    "Choose a drug from the list.": "Elija un fármaco de la lista.",
    "The draft could not be written.": "No se pudo escribir el borrador.",
    "Order sets to try": "Conjuntos de órdenes para probar",
    "Active therapy": "Tratamiento activo",
    "The record shows no anticancer drug with an order still active.": (
        "La historia no muestra ningún fármaco antineoplásico con una orden aún activa."
    ),
    "Stop": "Suspender",
    "Draft orders": "Órdenes en borrador",
    "No drafts yet.": "Aún no hay borradores.",
    "dose and schedule still open": "dosis y pauta por completar",
    "order to stop": "orden de suspender",
    "Remove": "Quitar",
    "Sign orders": "Firmar órdenes",
    "Signed in this demo": "Firmadas en esta demostración",
    "Kept on this page alone; nothing is written to the record.": (
        "Se guarda solo en esta página; no se escribe nada en la historia."
    ),
    "Signed.": "Firmado.",
    "Cards": "Tarjetas",
    "On opening the chart": "Al abrir la historia",
    "On the draft orders": "Sobre las órdenes en borrador",
    "On signing": "Al firmar",
    "Asking the service": "Preguntando al servicio",
    "No card: the service has nothing to say here, or the same card was overridden before.": (
        "Sin tarjeta: el servicio no tiene nada que decir aquí, o la misma tarjeta ya se descartó antes."
    ),
    "The service could not answer": "El servicio no pudo responder",
    "The service could not check these orders. Signing is up to you.": (
        "El servicio no pudo revisar estas órdenes. Firmarlas queda a su criterio."
    ),
    "Information": "Información",
    "Warning": "Advertencia",
    "Critical": "Crítica",
    "Details": "Detalles",
    "Suggestions": "Sugerencias",
    "Take": "Aceptar",
    "Taken": "Aceptada",
    "Reason": "Motivo",
    "Choose a reason": "Elija un motivo",
    "Override": "Descartar",
    "Overridden": "Descartada",
    "The feedback could not be stored.": "No se pudo guardar la respuesta.",
    "Critical card: sign all the same?": "Tarjeta crítica: ¿firmar de todos modos?",
    "Signing needs a reason. It is sent to the service as feedback on the card.": (
        "Para firmar hace falta un motivo. Se envía al servicio como respuesta a la tarjeta."
    ),
    "Back to the drafts": "Volver a los borradores",
    "Sign anyway": "Firmar de todos modos",
    "Cards came on signing. Read them, then decide.": "Al firmar llegaron tarjetas. Léalas y después decida.",
    "Sign now": "Firmar ahora",
    "Every call of this page, newest first, as it was sent and answered.": (
        "Cada llamada de esta página, la más reciente primero, tal como se envió y se respondió."
    ),
    "Request": "Petición",
    "Response": "Respuesta del servicio",
    "Sent from this page": "Enviado desde esta página",
    "Nothing was sent yet: take a suggestion or override a card.": (
        "Aún no se ha enviado nada: acepte una sugerencia o descarte una tarjeta."
    ),
    "stored": "guardado",
    "What became of all cards": "Qué fue de todas las tarjetas",
    "As the command prints it:": "Como lo imprime el comando:",
}

EHR = CHART | EHR_WORDS
