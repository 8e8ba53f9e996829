"""The paper in Spanish: its statements in our words, where they stand, and its own verbs. As strong as the English."""

from __future__ import annotations

STATEMENTS = {
    "S0.1": (
        "El artículo trata del cáncer de mama metastásico HER2-positivo, sobre todo tras la segunda línea de "
        "tratamiento."
    ),
    "S0.2": (
        "El panel conocía trastuzumab, pertuzumab, T-DM1 y lapatinib; neratinib y afatinib estaban aún en estudio."
    ),
    "S0.3": "En marzo de 2013 la EMA autorizó pertuzumab con docetaxel y trastuzumab para la primera línea.",
    "S0.4": (
        "T-DM1 está autorizado en Europa desde noviembre de 2013 en segunda línea tras trastuzumab y un taxano; el "
        "artículo imprime «y/o»."
    ),
    "S0.5": (
        "Los agentes anti-HER2 pueden combinarse con quimioterapia, hormonoterapia u otro agente anti-HER2, según "
        "el tratamiento previo, los receptores hormonales y la paciente."
    ),
    "S0.6": (
        "Las guías de la época recomiendan esquemas anti-HER2 en primera y segunda línea; más allá no había "
        "acuerdo, ni sobre cuándo parar ni sobre cómo definir la resistencia."
    ),
    "S0.7": (
        "Doce oncólogos médicos respondieron a cinco preguntas en dos rondas y reformularon hasta que todos "
        "estuvieron de acuerdo."
    ),
    "S0.8": (
        "Las recomendaciones se apoyan en la evidencia cuando la había; en la mayoría de los escenarios son la "
        "opinión compartida de los expertos."
    ),
    "S1.1": (
        "En la enfermedad con receptores hormonales negativos puede añadirse tratamiento anti-HER2 a la "
        "quimioterapia estándar de primera línea."
    ),
    "S1.2": "Combinado con un taxano, lapatinib dio una supervivencia libre de progresión más corta que trastuzumab.",
    "S1.3": (
        "Vinorelbina, los platinos y gemcitabina también han sido útiles como acompañantes de trastuzumab en "
        "primera línea."
    ),
    "S1.4": (
        "En CLEOPATRA, pertuzumab añadido a trastuzumab y docetaxel prolongó la supervivencia libre de progresión "
        "y la global."
    ),
    "S1.5": (
        "ASCO, según se cita, recomienda trastuzumab + pertuzumab + un taxano en primera línea salvo "
        "contraindicación de los taxanos."
    ),
    "S1.6": (
        "T-DM1 prolongó la supervivencia libre de progresión en primera línea, pero aún no estaba recomendado ahí."
    ),
    "S1.7": (
        "En la enfermedad con receptores hormonales positivos se ha recomendado añadir un agente anti-HER2 a la "
        "hormonoterapia de primera línea: lapatinib con letrozol, o trastuzumab con anastrozol."
    ),
    "S1.8": (
        "En un pequeño subgrupo con receptores hormonales positivos la hormonoterapia sola parece suficiente; el "
        "subgrupo no se define."
    ),
    "S1.9": (
        "La enfermedad con receptores hormonales positivos en la que está indicada la quimioterapia se decide como "
        "la de receptores negativos."
    ),
    "S2.1": (
        "Tras la progresión durante o después de trastuzumab adyuvante el estándar no está bien establecido: "
        "deberían sopesarse la paciente, la biología tumoral, el tratamiento previo y la posible resistencia a "
        "trastuzumab."
    ),
    "S2.2": (
        "ASCO, según se cita, sugiere el planteamiento de primera línea cuando la enfermedad recae más de 12 meses "
        "después del final de la adyuvancia con trastuzumab."
    ),
    "S2.3": (
        "ASCO, según se cita, sugiere el planteamiento de segunda línea cuando la enfermedad recae en los 12 meses "
        "siguientes a la adyuvancia con trastuzumab."
    ),
    "S2.4": (
        "La EMA, según se cita, autorizó T-DM1 para la recaída durante la adyuvancia o en los 6 meses siguientes."
    ),
    "S3.1": "En segunda línea, mantener el bloqueo de HER2 es el planteamiento recomendado.",
    "S3.2": "Primera de tres estrategias sin orden: trastuzumab o lapatinib añadidos a quimioterapia.",
    "S3.3": "Segunda de tres estrategias sin orden: T-DM1.",
    "S3.4": "Tercera de tres estrategias sin orden: doble bloqueo, es decir, lapatinib + trastuzumab.",
    "S3.5": (
        "Lapatinib + capecitabina mejoró la supervivencia global frente a capecitabina solo al tener en cuenta el "
        "cruzamiento."
    ),
    "S3.6": (
        "Pertuzumab + trastuzumab fue activo tras trastuzumab en un ensayo de un solo brazo, pero no estaba "
        "aprobado en segunda línea."
    ),
    "S4.1": (
        "Hay cierto acuerdo en mantener el bloqueo de HER2; las guías son ambiguas sobre cuántas líneas y cuánto "
        "tiempo."
    ),
    "S4.2": (
        "La evidencia es sólida para T-DM1 tras dos o más tratamientos dirigidos a HER2 en quien nunca lo recibió."
    ),
    "S4.3": (
        "Tras T-DM1 no está claro qué hacer; algunos autores sugieren que pertuzumab podría ser una alternativa si "
        "nunca se administró."
    ),
    "S4.4": "Ahí, pertuzumab + trastuzumab deberían combinarse con quimioterapia, por ejemplo vinorelbina.",
    "S5.1": (
        "Tras dos o más tratamientos dirigidos a HER2, la enfermedad en progresión puede tratarse con T-DM1 o con "
        "doble bloqueo de HER2."
    ),
    "S5.2": (
        "Si T-DM1 está disponible y no se administró antes, parece ser la mejor opción en casi todas las situaciones."
    ),
    "S5.3": (
        "Solo cuando lapatinib es especialmente atractivo, por ejemplo con metástasis cerebrales, el doble bloqueo "
        "puede ser más prometedor que T-DM1."
    ),
    "S6.1": (
        "La enfermedad puede considerarse clínicamente resistente al tratamiento anti-HER2 tras tres líneas "
        "anti-HER2 consecutivas, al menos una de ellas doble, con progresión en la primera evaluación durante una "
        "cuarta línea o posterior."
    ),
    "S6.2": (
        "La resistencia es aquí un concepto clínico, no molecular; procede de la experiencia de los expertos "
        "cuando el tratamiento ya no ayuda."
    ),
    "S6.3": (
        "La pregunta era cuándo dejar de considerar el tratamiento anti-HER2; que ninguna línea anti-HER2 más "
        "tiene respaldo una vez cumplida la resistencia está implícito, nunca se afirma."
    ),
    "S7.1": "Tras progresar a un esquema de segunda línea con lapatinib puede considerarse de nuevo trastuzumab.",
    "S7.2": "Ahí, T-DM1 puede ir primero si está disponible y no se administró antes.",
    "S7.3": "Ahí, el doble bloqueo de HER2 es una opción; no se nombra la pareja.",
    "S7.4": "Ahí, trastuzumab añadido a quimioterapia es una opción.",
    "S8.1": (
        "Con metástasis cerebrales y progresión tras tratamiento anti-HER2, lapatinib + quimioterapia puede ser "
        "una buena opción después del mejor tratamiento local."
    ),
    "S8.2": (
        "Los agentes anti-HER2 apenas atraviesan la barrera hematoencefálica y la evidencia no basta para "
        "recomendar un tratamiento."
    ),
    "S8.3": (
        "ASCO, según se cita, sugiere mantener el tratamiento dirigido a HER2 cuando las metástasis cerebrales "
        "reciben tratamiento local estándar y la enfermedad sistémica progresa en ese momento."
    ),
    "S8.4": (
        "Los datos de lapatinib en metástasis cerebrales son exploratorios; lapatinib + capecitabina puede "
        "considerarse."
    ),
    "S9.1": (
        "Tras una respuesta completa el tratamiento anti-HER2 puede continuarse hasta la progresión, la toxicidad "
        "inaceptable o la decisión de la paciente, salvo que haya evidencia para terminar antes."
    ),
    "S9.2": "El resumen dice lo mismo de cualquier respuesta objetiva.",
    "S9.3": "Una guía externa, según se cita, recomienda seguir con trastuzumab mientras haya beneficio clínico.",
    "S9.4": "Las preferencias de la paciente deberían hablarse, de modo que paciente y médico decidan juntos.",
    "S10.1": "Más allá de la segunda línea hay que tener presentes los daños a largo plazo, como la cardiotoxicidad.",
    "S10.2": (
        "Los episodios cardiacos con trastuzumab parecen reversibles y sin relación con la dosis total; volver a "
        "administrarlo suele tolerarse."
    ),
    "S10.3": (
        "En pacientes de alto riesgo, como las de edad avanzada con enfermedad cardiovascular o diabetes, sería "
        "aconsejable considerar una vigilancia cardiaca continua; no se da una edad."
    ),
    "S10.4": (
        "Los agentes anti-HER2 más nuevos preocupan menos por el corazón; T-DM1 parece bien tolerado. Esto nunca "
        "suaviza una regla de seguridad de la ficha técnica."
    ),
    "S11.1": "Con los nuevos agentes, el doble bloqueo tiende a ser una buena alternativa.",
    "S11.2": "Falta en gran medida evidencia sobre qué hacer tras T-DM1 y más allá de la segunda línea.",
    "S11.3": (
        "Donde falta evidencia en líneas tardías, cada paciente necesita un equilibrio entre evidencia, juicio "
        "clínico y preferencias."
    ),
}

PLACES = {
    "Abstract": "resumen",
    "Beyond the second line": "más allá de la segunda línea",
    "Conclusions": "conclusiones",
    "First-line setting": "primera línea",
    "Introduction": "introducción",
    "Methods": "métodos",
    "Methods, question 2": "métodos, pregunta 2",
    "Second-line setting": "segunda línea",
    "Table 2, Scenario 1": "tabla 2, escenario 1",
    "Table 2, Scenario 2": "tabla 2, escenario 2",
    "Table 2, Scenario 2; abstract; figure legend": "tabla 2, escenario 2; resumen; leyenda de la figura",
    "Table 2, Scenario 3": "tabla 2, escenario 3",
    "Table 2, Scenario 4": "tabla 2, escenario 4",
    "Table 2, Scenario 4; abstract": "tabla 2, escenario 4; resumen",
    "Table 2, Scenario 5": "tabla 2, escenario 5",
    "Table 2, Scenario 5; figure legend": "tabla 2, escenario 5; leyenda de la figura",
    "Title, introduction": "título, introducción",
}

VERBS = {
    "appear to be reversible": "parecen ser reversibles",
    "appears to be": "parece ser",
    "can be combined": "pueden combinarse",
    "can be considered": "puede considerarse",
    "can be continued": "puede continuarse",
    "can be treated": "puede tratarse",
    "could be an alternative": "podría ser una alternativa",
    "has also been recommended": "también se ha recomendado",
    "has not yet been recommended": "aún no se ha recomendado",
    "has recently authorized": "ha autorizado recientemente",
    "have also shown clinical benefit": "también han mostrado beneficio clínico",
    "is approved": "está aprobado",
    "is based on": "se basa en",
    "is particularly relevant": "es especialmente relevante",
    "is performed as described": "se hace como se ha descrito",
    "is the recommended approach": "es el planteamiento recomendado",
    "it is recommended": "se recomienda",
    "lack of evidence": "falta de evidencia",
    "led to inferior PFS": "dio una SLP inferior",
    "may be a good option": "puede ser una buena opción",
    "may be added": "puede añadirse",
    "may be considered": "puede considerarse",
    "may be more promising": "puede ser más prometedor",
    "may have priority": "puede tener prioridad",
    "not strong enough": "no lo bastante sólida",
    "not yet approved": "aún no aprobado",
    "recommend": "recomiendan",
    "recommends": "recomienda",
    "requires": "requiere",
    "seems to be sufficient": "parece ser suficiente",
    "seems to be the best": "parece ser la mejor",
    "should be combined": "debería combinarse",
    "should be considered": "debería considerarse",
    "should be discussed": "debería hablarse",
    "showed a significant benefit": "mostró un beneficio significativo",
    "some consensus": "cierto consenso",
    "strong evidence for the use": "evidencia sólida para el uso",
    "suggest": "sugieren",
    "suggests": "sugiere",
    "tends to be": "tiende a ser",
    "there are 3 main strategies": "hay 3 estrategias principales",
    "third strategy recommended": "tercera estrategia recomendada",
    "was authorized": "fue autorizado",
    "was obtained": "se obtuvo",
    "would be advisable to consider": "sería aconsejable considerar",
}
