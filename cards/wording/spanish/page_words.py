"""Headings, buttons and remarks of the reasoning page in Spanish, by their English."""

from __future__ import annotations

PAGE_WORDS = {
    "What the 2016 panel says, and why": "Qué dice el panel de 2016, y por qué",
    "To the answer": "A la respuesta",
    "As of": "A fecha de",
    "Name not in the record": "El nombre no consta en la historia",
    "Not a certified medical device. It compares the record with a paper of 2016, for discussion by oncologists.": (
        "No es un producto sanitario certificado. Compara la historia con un artículo de 2016, para la discusión entre "
        "oncólogos."
    ),
    "This reading of the paper has not been reviewed by clinicians yet.": (
        "Esta lectura del artículo aún no ha sido revisada por clínicos."
    ),
    "Parts of this page": "Partes de esta página",
    "The panel's answer": "La respuesta del panel",
    "Likely answer, not documented": "Respuesta probable, no documentada",
    "Open: a fact is missing": "Abierto: falta un dato",
    "No option from the panel": "Sin opción del panel",
    "The record contradicts itself": "La historia se contradice",
    "Where the patient stands": "Dónde está la paciente",
    "How sure is this?": "¿Cuán seguro es esto?",
    "What has changed since 2016": "Qué ha cambiado desde 2016",
    "Safety of the ongoing therapy, from product labels": (
        "Seguridad del tratamiento en curso, según las fichas técnicas"
    ),
    "Open questions you can answer for this view": "Preguntas abiertas que puede responder para esta vista",
    "Timeline": "Cronología",
    "Treatment and findings over time. Every bar and mark leads to its words and to the resource it was read from.": (
        "Tratamiento y hallazgos en el tiempo. Cada barra y cada marca lleva a sus palabras y al recurso de origen."
    ),
    "Larger": "Mayor",
    "Smaller": "Menor",
    "Whole": "Entera",
    "Scroll sideways, or use the arrow keys.": "Desplácese de lado, o use las teclas de flecha.",
    "Signs": "Signos",
    "hatched end: the record names only a month or a year": "extremo rayado: la historia indica solo mes o año",
    "arrow: ongoing; torn end: end not recorded": "flecha: en curso; extremo roto: fin no registrado",
    "dashed outline: likely or only ordered": "contorno discontinuo: probable o solo prescrito",
    "hollow mark: absent, not done or not used": "marca hueca: ausente, no realizado o no usado",
    "number in a mark: several findings close together": "número en una marca: varios hallazgos próximos",
    "The timeline in words": "La cronología en palabras",
    "Without a date, so not drawn": "Sin fecha, por eso no dibujado",
    "Why": "Por qué",
    "Close": "Cerrar",
    "The resources themselves": "Los propios recursos",
    "As they came, shortened where they are long.": "Como llegaron, acortados donde son largos.",
    "The record names nothing with a date that belongs on this timeline.": (
        "La historia no indica nada con fecha que corresponda a esta cronología."
    ),
    "How the paper's algorithm was walked": "Cómo se recorrió el algoritmo del artículo",
    (
        "Each question that was asked, in order, with this patient's answer and where it was read. Below it, what "
        "other answers would lead to."
    ): (
        "Cada pregunta que se hizo, en orden, con la respuesta de esta paciente y dónde se leyó. Debajo, a qué "
        "llevarían otras respuestas."
    ),
    "in the record": "en la historia",
    "your answer, not in the record": "su respuesta, no consta en la historia",
    "not in the record": "no consta en la historia",
    "Other answers would lead to": "Otras respuestas llevarían a",
    "Another answer would change neither the situation nor the options.": (
        "Otra respuesta no cambiaría ni la situación ni las opciones."
    ),
    "This leads to": "Esto lleva a",
    "The whole tree of this step": "El árbol completo de este paso",
    (
        "For a patient without gaps; conditions that only add or remove an option stand still here. The way of this "
        "patient is marked."
    ): (
        "Para una paciente sin lagunas; aquí quedan fijas las condiciones que solo añaden o quitan una opción. Está "
        "marcado el camino de esta paciente."
    ),
    "this patient": "esta paciente",
    "possible: not recorded": "posible: no consta",
    "Options of the 2016 panel": "Opciones del panel de 2016",
    "The panel names no option for this situation.": "El panel no nombra ninguna opción para esta situación.",
    "Nothing is offered while a fact on which the answer depends is missing.": (
        "No se ofrece nada mientras falte un dato del que depende la respuesta."
    ),
    "the paper's verb": "el verbo del artículo",
    "since 2016": "desde 2016",
    "not judged": "no valorada",
    "From product labels, for this patient": "Según las fichas técnicas, para esta paciente",
    "Statements behind this answer": "Afirmaciones tras esta respuesta",
    "Conditions": "Condiciones",
    "Why not the others": "Por qué no las otras",
    "Trials that the paper cites here": "Ensayos que el artículo cita aquí",
    (
        "Hazard ratio of the first arm over the second with 95 % confidence interval, as the paper prints it; below 1 "
        "favours the first arm. T trastuzumab, P pertuzumab, L lapatinib."
    ): (
        "Hazard ratio del primer brazo sobre el segundo con intervalo de confianza del 95 %, como lo imprime el "
        "artículo; por debajo de 1 favorece al primer brazo. T trastuzumab, P pertuzumab, L lapatinib."
    ),
    "Trial": "Ensayo",
    "Endpoint": "Variable",
    "HR (95 % CI)": "HR (IC 95 %)",
    "favours the first arm": "favorece al primer brazo",
    "favours the second arm": "favorece al segundo brazo",
    "Cited without a hazard ratio": "Citado sin hazard ratio",
    "Missing and doubtful": "Lo que falta y lo dudoso",
    "Questions to you": "Preguntas para usted",
    "Your answers hold for this view alone: nothing is written to the record, and nothing is kept.": (
        "Sus respuestas valen solo para esta vista: no se escribe nada en la historia y no se guarda nada."
    ),
    "the answer depends on it": "la respuesta depende de ello",
    "What would settle it in the record": "Qué lo resolvería en la historia",
    "What the record says": "Qué dice la historia",
    "What each answer leads to": "A qué lleva cada respuesta",
    "Your answer": "Su respuesta",
    "no answer": "sin respuesta",
    "Date (optional)": "Fecha (opcional)",
    "Show what changes": "Mostrar qué cambia",
    "Without my answers": "Sin mis respuestas",
    "What your answers change": "Qué cambian sus respuestas",
    "Your answers, not in the record": "Sus respuestas, no constan en la historia",
    "By the record alone": "Solo con la historia",
    "With your answers": "Con sus respuestas",
    "Your answers change nothing.": "Sus respuestas no cambian nada.",
    "Not applied, because the record holds a value or the answer is not possible": (
        "No aplicado, porque la historia tiene un valor o la respuesta no es posible"
    ),
    "No question is open.": "No hay preguntas abiertas.",
    "Likely, not documented": "Probable, no documentado",
    "Contradictions in the record": "Contradicciones en la historia",
    "Not read": "No leído",
    "Understood and left out": "Comprendido y excluido",
    "more": "más",
    "Nothing was contradictory, unread or left out.": "Nada era contradictorio ni quedó sin leer o excluido.",
    "Tumour-board sheet": "Hoja para el comité de tumores",
    "The same on one A4 page, for the tumour board. Only this sheet is printed.": (
        "Lo mismo en una página A4, para el comité de tumores. Solo se imprime esta hoja."
    ),
    "Print the sheet": "Imprimir la hoja",
    "Decision of the tumour board": "Decisión del comité de tumores",
    "Reasons, if it differs": "Motivos, si difiere",
    "Date and signature": "Fecha y firma",
    "Open points": "Puntos abiertos",
    "Source": "Fuente",
    "Español": "English",
    "more on the page": "más en la página",
}
