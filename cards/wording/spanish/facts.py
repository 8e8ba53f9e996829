"""Why a fact is believed, and what would settle it, in Spanish: the sentences of `consensus`, by their English."""

from __future__ import annotations

CONDITIONS = {
    "Unless lapatinib + trastuzumab was already given: the record does not say.": (
        "Salvo que ya se administrara lapatinib + trastuzumab: la historia no lo dice."
    ),
    "The T-DM1 indication asks for earlier trastuzumab: the record does not say.": (
        "La indicación de T-DM1 pide trastuzumab previo: la historia no lo dice."
    ),
    "The T-DM1 label asks for an earlier taxane: the record does not say.": (
        "La ficha técnica de T-DM1 pide un taxano previo: la historia no lo dice."
    ),
    "T-DM1 is left out: its indication asks for earlier trastuzumab, and none was given.": (
        "T-DM1 queda fuera: su indicación pide trastuzumab previo, y no se administró."
    ),
}

EARLIER_THERAPY = {
    "anti-HER2 therapy before or after surgery: agent and date of the last dose": (
        "tratamiento anti-HER2 antes o después de la cirugía: agente y fecha de la última dosis"
    ),
    "Anti-HER2 therapy before metastatic disease: {agents}": (
        "Tratamiento anti-HER2 antes de la enfermedad metastásica: {agents}"
    ),
    "From the last early anti-HER2 dose to distant disease ({date}): {shortest} to {longest} days": (
        "De la última dosis anti-HER2 en enfermedad precoz a la enfermedad a distancia ({date}): de {shortest} a "
        "{longest} días"
    ),
    "From the last early anti-HER2 dose to distant disease ({date}): {days} days": (
        "De la última dosis anti-HER2 en enfermedad precoz a la enfermedad a distancia ({date}): {days} días"
    ),
    "date of the last dose of anti-HER2 therapy before metastatic disease, and date of the recurrence": (
        "fecha de la última dosis de tratamiento anti-HER2 antes de la enfermedad metastásica, y fecha de la recaída"
    ),
    "No anti-HER2 therapy before metastatic disease is on record": (
        "No consta tratamiento anti-HER2 antes de la enfermedad metastásica"
    ),
    "The medication history is not complete": "La historia de medicación no está completa",
    "{agent} may have been given before metastatic disease": (
        "{agent} puede haberse administrado antes de la enfermedad metastásica"
    ),
    "{agent} was given before metastatic disease": "{agent} se administró antes de la enfermedad metastásica",
    "{agent} was given, but the record does not say when or in which setting": (
        "{agent} se administró, pero la historia no dice cuándo ni en qué situación"
    ),
    "when {agent} was given, and whether for metastatic disease": (
        "cuándo se administró {agent}, y si fue para la enfermedad metastásica"
    ),
    "whether an anti-HER2 agent later than 2016 was given, and which": (
        "si se administró un agente anti-HER2 posterior a 2016, y cuál"
    ),
    "{agent} is not on record, and the medication was read completely": (
        "{agent} no consta, y la medicación se leyó por completo"
    ),
    "whether {agent} was ever given, and for which setting": (
        "si alguna vez se administró {agent}, y en qué situación"
    ),
    "{agent} was given for metastatic disease": "{agent} se administró para la enfermedad metastásica",
    "whether lapatinib before metastatic disease counts as earlier exposure": (
        "si lapatinib antes de la enfermedad metastásica cuenta como exposición previa"
    ),
    "whether trastuzumab was ever given": "si alguna vez se administró trastuzumab",
    "whether a taxane was ever given": "si alguna vez se administró un taxano",
    "Given: {agents}": "Administrado: {agents}",
    "Not on record, and the medication was read completely": "No consta, y la medicación se leyó por completo",
    "{agent} was ordered, but the record does not show that it was given": (
        "{agent} se prescribió, pero la historia no muestra que se administrara"
    ),
    "An agent could not be identified: {agent}": "No pudo identificarse un agente: {agent}",
}

BRAIN = {
    "Brain metastases are on record ({date}; {reference})": "Constan metástasis cerebrales ({date}; {reference})",
    "Brain metastases are stated ({present}) and their absence is stated no earlier ({absent})": (
        "Se afirman metástasis cerebrales ({present}) y su ausencia no se afirma antes ({absent})"
    ),
    (
        "Disease of the meninges or elsewhere in the central nervous system is on record ({reference}); whether "
        "there are brain metastases is not said"
    ): (
        "Consta enfermedad de las meninges o de otra parte del sistema nervioso central ({reference}); no se dice "
        "si hay metástasis cerebrales"
    ),
    "brain imaging: date and result": "imagen cerebral: fecha y resultado",
    "Brain metastases are tied to another cancer ({reference})": (
        "Las metástasis cerebrales se vinculan a otro cáncer ({reference})"
    ),
    "Brain metastases are mentioned without saying whether they are there ({reference})": (
        "Se mencionan metástasis cerebrales sin decir si existen ({reference})"
    ),
    "The code names brain and meninges together; it is read as brain metastases": (
        "El código nombra juntos cerebro y meninges; se lee como metástasis cerebrales"
    ),
    "Absence of brain metastases is stated ({date}; {reference})": (
        "Se afirma la ausencia de metástasis cerebrales ({date}; {reference})"
    ),
    "Absence was stated before metastatic disease ({date}; {reference}) and says nothing about today": (
        "La ausencia se afirmó antes de la enfermedad metastásica ({date}; {reference}) y no dice nada de hoy"
    ),
    "Neither presence nor absence of brain metastases is on record": (
        "No consta ni la presencia ni la ausencia de metástasis cerebrales"
    ),
    "No assessment of the brain since the last line began is on record": (
        "No consta ninguna evaluación del cerebro desde el inicio de la última línea"
    ),
    "No completed local treatment of the brain is on record": (
        "No consta ningún tratamiento local del cerebro completado"
    ),
    "local treatment of the brain metastases: what was done, and when": (
        "tratamiento local de las metástasis cerebrales: qué se hizo y cuándo"
    ),
    "Progression in the brain since the last line began ({references})": (
        "Progresión en el cerebro desde el inicio de la última línea ({references})"
    ),
    "The last assessment of the brain is not progression ({references})": (
        "La última evaluación del cerebro no es progresión ({references})"
    ),
    "Local treatment of the brain was not done ({references})": (
        "No se hizo tratamiento local del cerebro ({references})"
    ),
    "There are no brain metastases": "No hay metástasis cerebrales",
    "Whether there are brain metastases is not known": "No se sabe si hay metástasis cerebrales",
    "Local treatment of the brain ({date}; {reference})": "Tratamiento local del cerebro ({date}; {reference})",
    "The brain progressed after its local treatment ({date}; {reference})": (
        "El cerebro progresó después de su tratamiento local ({date}; {reference})"
    ),
    "whether the later progression in the brain was treated locally": (
        "si la progresión cerebral posterior recibió tratamiento local"
    ),
}

MARKERS = {
    "HER2 results contradict each other and none is certainly the latest: {references}": (
        "Los resultados de HER2 se contradicen y ninguno es con certeza el último: {references}"
    ),
    "No laboratory result of HER2 is on record; the status is only stated": (
        "No consta ningún resultado de laboratorio de HER2; el estado solo se afirma"
    ),
    "HER2 IHC or ISH result of a metastasis or the primary tumour": (
        "resultado de HER2 por IHQ o ISH de una metástasis o del tumor primario"
    ),
    "HER2 ISH result of the specimen with equivocal IHC": "resultado de HER2 por ISH de la muestra con IHQ equívoca",
    "which of the contradictory HER2 results is valid for this tumour": (
        "cuál de los resultados contradictorios de HER2 es válido para este tumor"
    ),
    "An earlier {marker} result differs: {written} ({date}; {reference})": (
        "Un resultado anterior de {marker} difiere: {written} ({date}; {reference})"
    ),
    "{marker} as only stated differs from the laboratory result: {written} ({date}; {reference})": (
        "{marker} según solo se afirma difiere del resultado de laboratorio: {written} ({date}; {reference})"
    ),
    "HER2-positive by the most recent valid result": "HER2 positivo según el resultado válido más reciente",
    "HER2-low, hence not HER2-positive, by the most recent valid result": (
        "HER2-low, por tanto no HER2 positivo, según el resultado válido más reciente"
    ),
    "HER2-negative by the most recent valid result": "HER2 negativo según el resultado válido más reciente",
    "HER2 equivocal: the most recent valid result does not decide": (
        "HER2 equívoco: el resultado válido más reciente no decide"
    ),
    "Hormone-receptor results contradict each other: {references}": (
        "Los resultados de receptores hormonales se contradicen: {references}"
    ),
    "ER and PR results of a metastasis or the primary tumour": (
        "resultados de RE y RP de una metástasis o del tumor primario"
    ),
    "{marker} not used, it belongs to another tumour: {written} ({date}; {reference})": (
        "{marker} no usado, pertenece a otro tumor: {written} ({date}; {reference})"
    ),
    "{marker} not used, the result is not final: {written} ({date}; {reference})": (
        "{marker} no usado, el resultado no es definitivo: {written} ({date}; {reference})"
    ),
    "{marker}, result neither positive nor negative: {written} ({date}; {reference})": (
        "{marker}, resultado ni positivo ni negativo: {written} ({date}; {reference})"
    ),
    "{marker} by immunohistochemistry: {written} ({date}; {reference})": (
        "{marker} por inmunohistoquímica: {written} ({date}; {reference})"
    ),
    "{marker} by in situ hybridisation: {written} ({date}; {reference})": (
        "{marker} por hibridación in situ: {written} ({date}; {reference})"
    ),
    "{marker}, overall interpretation: {written} ({date}; {reference})": (
        "{marker}, interpretación global: {written} ({date}; {reference})"
    ),
    "{marker} in a genomic report: {written} ({date}; {reference})": (
        "{marker} en un informe genómico: {written} ({date}; {reference})"
    ),
    "{marker} stated with the diagnosis: {written} ({date}; {reference})": (
        "{marker} indicado con el diagnóstico: {written} ({date}; {reference})"
    ),
}

LINES = {
    "systemic therapy for metastatic disease: agents with dates, and the results of assessments": (
        "tratamiento sistémico para la enfermedad metastásica: agentes con fechas, y resultados de las evaluaciones"
    ),
    "Last assessment of line {n}: complete response ({date}; {references})": (
        "Última evaluación de la línea {n}: respuesta completa ({date}; {references})"
    ),
    "Last assessment of line {n}: partial response ({date}; {references})": (
        "Última evaluación de la línea {n}: respuesta parcial ({date}; {references})"
    ),
    "Last assessment of line {n}: improved ({date}; {references})": (
        "Última evaluación de la línea {n}: mejoría ({date}; {references})"
    ),
    "Last assessment of line {n}: stable disease ({date}; {references})": (
        "Última evaluación de la línea {n}: enfermedad estable ({date}; {references})"
    ),
    "Last assessment of line {n}: progression ({date}; {references})": (
        "Última evaluación de la línea {n}: progresión ({date}; {references})"
    ),
    "There is no line of therapy for metastatic disease": (
        "No hay ninguna línea de tratamiento para la enfermedad metastásica"
    ),
    "Whether systemic therapy for metastatic disease was given cannot be told from the record": (
        "La historia no permite saber si se administró tratamiento sistémico para la enfermedad metastásica"
    ),
    "systemic therapy for metastatic disease so far, and the result of the last assessment": (
        "tratamiento sistémico hasta ahora para la enfermedad metastásica, y resultado de la última evaluación"
    ),
    "Line {n} was stopped because of progression, by the reason recorded with its drugs": (
        "La línea {n} se suspendió por progresión, según el motivo registrado con sus fármacos"
    ),
    "date and result of the last assessment on line {n} (since {start})": (
        "fecha y resultado de la última evaluación en la línea {n} (desde {start})"
    ),
    "No systemic therapy for metastatic disease is on record, and the medication was read completely": (
        "No consta tratamiento sistémico para la enfermedad metastásica, y la medicación se leyó por completo"
    ),
    "The record says improved, not graded: read as a response": (
        "La historia dice mejoría, sin graduar: se lee como respuesta"
    ),
}

SETTING = {
    "Distant disease is stated and denied on one day: {references}": (
        "La enfermedad a distancia se afirma y se niega en un mismo día: {references}"
    ),
    "Distant disease is on record since {date} ({references})": (
        "Consta enfermedad a distancia desde {date} ({references})"
    ),
    "No statement about distant disease is on record, neither presence nor absence": (
        "No consta ninguna afirmación sobre enfermedad a distancia, ni presencia ni ausencia"
    ),
    "Absence of distant disease is stated ({date}; {references}) and nothing later speaks against it": (
        "Se afirma la ausencia de enfermedad a distancia ({date}; {references}) y nada posterior lo contradice"
    ),
    "Only carcinoma in situ is on record ({references})": "Solo consta carcinoma in situ ({references})",
    "whether there are distant metastases: sites and date": "si hay metástasis a distancia: localizaciones y fecha",
    "Locally advanced disease is stated ({references})": "Se afirma enfermedad localmente avanzada ({references})",
    "Breast cancer is on record ({references})": "Consta cáncer de mama ({references})",
    "No diagnosis of invasive breast cancer is on record": "No consta ningún diagnóstico de cáncer de mama invasivo",
    "The diagnoses were read and none is invasive breast cancer": (
        "Se leyeron los diagnósticos y ninguno es cáncer de mama invasivo"
    ),
    "Progression is recorded ({date}; {reference})": "Consta progresión ({date}; {reference})",
    "Therapy is on record whose setting is not known": "Consta tratamiento cuya situación no se conoce",
    "Diagnoses and results could not be read completely": (
        "Los diagnósticos y resultados no pudieron leerse por completo"
    ),
    "Distant disease is mentioned without saying whether it is there ({reference})": (
        "Se menciona enfermedad a distancia sin decir si existe ({reference})"
    ),
    "the diagnosis of breast cancer": "el diagnóstico de cáncer de mama",
    "Setting of this site": "Ajuste de este centro",
    "whether T-DM1 is available at this site (a setting)": "si T-DM1 está disponible en este centro (un ajuste)",
}

FACTS = CONDITIONS | EARLIER_THERAPY | BRAIN | MARKERS | LINES | SETTING
