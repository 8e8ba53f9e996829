"""What happened, in Spanish: the sentences of `treatment_history`, by their English pattern."""

from __future__ import annotations

HISTORY = {
    "whether anti-HER2 therapy is being given now": "si se está administrando ahora tratamiento anti-HER2",
    "{agents} on hold, not ended": "{agents} en pausa, no terminado",
    "{agents} ongoing": "{agents} en curso",
    "no anti-HER2 therapy is ongoing": "no hay tratamiento anti-HER2 en curso",
    (
        "{first} from {first_start} and {second} from {second_start} are recorded as given together; trastuzumab "
        "beside its conjugate is no regimen"
    ): (
        "{first} desde {first_start} y {second} desde {second_start} constan como administrados juntos; "
        "trastuzumab junto a su conjugado no es un esquema"
    ),
    "progression {date} ({observation}) before {agents} on {start}, but another reason is coded": (
        "progresión {date} ({observation}) antes de {agents} el {start}, pero está codificado otro motivo"
    ),
    "rule 12: {agents} from {start} ({resources}); progression is presumed, not documented": (
        "regla 12: {agents} desde {start} ({resources}); la progresión se presume, no está documentada"
    ),
    "rule 3: progression {date} ({observation}) with {agents} from {start} ({resources})": (
        "regla 3: progresión {date} ({observation}) con {agents} desde {start} ({resources})"
    ),
    "trial regimen, not numbered: {agents} from {start} ({resources})": (
        "esquema de ensayo, sin numerar: {agents} desde {start} ({resources})"
    ),
    "rule E: line {number} is stated by {source} for {agents} from {start} ({resources})": (
        "regla E: {source} indica la línea {number} para {agents} desde {start} ({resources})"
    ),
    "first therapy in the advanced setting: {agents} from {start} ({resources})": (
        "primer tratamiento de la enfermedad avanzada: {agents} desde {start} ({resources})"
    ),
    "rule 4: therapy was stopped for progression (coded reason), then {agents} from {start} ({resources})": (
        "regla 4: el tratamiento se suspendió por progresión (motivo codificado), después {agents} desde {start} "
        "({resources})"
    ),
    (
        "rule 9: another class of endocrine therapy, {agents}, from {start} ({resources}); progression is "
        "presumed, not documented"
    ): (
        "regla 9: otra clase de hormonoterapia, {agents}, desde {start} ({resources}); la progresión se presume, "
        "no está documentada"
    ),
    (
        "rule 1: progression {date} ({observation}), then {agents} resumed {start} ({resources}); a new line or "
        "the same one, the record does not decide"
    ): (
        "regla 1: progresión {date} ({observation}), después {agents} reanudado el {start} ({resources}); línea "
        "nueva o la misma, la historia no lo decide"
    ),
    (
        "regimen window: progression {date} ({observation}) in the first days of the line, everything stopped, "
        "then {agents} from {start} ({resources}); the record does not decide which line progressed"
    ): (
        "ventana del esquema: progresión {date} ({observation}) en los primeros días de la línea, todo suspendido, "
        "después {agents} desde {start} ({resources}); la historia no decide qué línea progresó"
    ),
    "whether the disease had progressed when {agents} began on {start}": (
        "si la enfermedad había progresado cuando {agents} empezó el {start}"
    ),
    "date of the first distant metastasis, and the line of therapy as the clinician counts it": (
        "fecha de la primera metástasis a distancia, y la línea de tratamiento según la cuenta el clínico"
    ),
    "the complete anticancer medication: a part of the record could not be read": (
        "la medicación antineoplásica completa: una parte de la historia no pudo leerse"
    ),
    "the earlier lines of therapy, which are not in the record": (
        "las líneas de tratamiento anteriores, que no están en la historia"
    ),
    "from when to when the anti-HER2 agents of line {number} were given": (
        "desde cuándo y hasta cuándo se administraron los agentes anti-HER2 de la línea {number}"
    ),
    "date and result of the first assessment on line {number}": (
        "fecha y resultado de la primera evaluación en la línea {number}"
    ),
    "whether and when {agent} was given ({resource})": "si se administró {agent} y cuándo ({resource})",
    "line {number}: {pair} given together": "línea {number}: {pair} administrados juntos",
    "first assessment on record on line {number}: {value} on {date} ({resource})": (
        "primera evaluación que consta en la línea {number}: {value} el {date} ({resource})"
    ),
    "date and result of the last assessment on line {number}": (
        "fecha y resultado de la última evaluación en la línea {number}"
    ),
    "anti-HER2 therapy before distant disease: {courses}; distant disease since {since}": (
        "tratamiento anti-HER2 antes de la enfermedad a distancia: {courses}; enfermedad a distancia desde {since}"
    ),
    "date of the last anti-HER2 dose before distant disease, and date of the recurrence": (
        "fecha de la última dosis anti-HER2 antes de la enfermedad a distancia, y fecha de la recaída"
    ),
    "no anti-HER2 therapy before distant disease ({since}) is on record": (
        "no consta tratamiento anti-HER2 antes de la enfermedad a distancia ({since})"
    ),
    "date of the first distant metastasis": "fecha de la primera metástasis a distancia",
    "the setting stated for {agent} from {start} contradicts the date of distant disease, {since}": (
        "la situación indicada para {agent} desde {start} contradice la fecha de la enfermedad a distancia, {since}"
    ),
    "{agent} from {start} is stated as line {number} ({source}), the derivation alone says {derived}": (
        "{agent} desde {start} consta como línea {number} ({source}), la derivación por sí sola dice {derived}"
    ),
    "the line numbers stated for {agent} from {start} contradict each other or the order of therapy: {numbers}": (
        "los números de línea indicados para {agent} desde {start} se contradicen entre sí o con el orden del "
        "tratamiento: {numbers}"
    ),
}
