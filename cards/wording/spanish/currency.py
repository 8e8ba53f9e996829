"""The currency notes in Spanish: the same figures, the same strength."""

from __future__ import annotations

CURRENCY_NOTES = {
    "CN-1L": (
        "Desde 2016: trastuzumab + pertuzumab + taxano sigue siendo un estándar (ASCO 2022). T-DXd + pertuzumab "
        "dio una SLP más larga que THP (40,7 frente a 26,9 meses, HR 0,56; SG inmadura); aprobado por la FDA en "
        "dic. 2025, evaluación de la EMA abierta desde ene. 2026 en la última consulta."
    ),
    "CN-ET": (
        "Desde 2016: hormonoterapia + anti-HER2 es para pacientes seleccionadas; hormonoterapia sola para muy "
        "seleccionadas (ASCO 2022). Pertuzumab añadido a trastuzumab + IA alargó la SLP (PERTAIN). Tras la "
        "inducción, palbociclib de mantenimiento alargó la SLP (PATINA)."
    ),
    "CN-ADJ": (
        "Desde 2016: la regla de los 12 meses se mantiene (ASCO 2022), pero la recaída temprana significa ahora "
        "T-DXd más que T-DM1 o lapatinib. T-DM1 (2019, UE) y T-DXd (2026, FDA) son ya tratamientos tras la "
        "cirugía; el panel de 2016 no podía considerarlo."
    ),
    "CN-2L": (
        "Desde 2016: T-DXd ha sustituido a T-DM1 como segunda línea (DESTINY-Breast03: SLP HR 0,33, SG HR 0,64; "
        "ASCO 2022 fuerte). Trastuzumab o lapatinib + quimioterapia y lapatinib + trastuzumab son opciones de "
        "líneas tardías."
    ),
    "CN-TDM1": (
        "Desde 2016: se confirmó el beneficio en supervivencia de T-DM1 desde la tercera línea (TH3RESA SG HR "
        "0,68), pero T-DXd fue mejor (DESTINY-Breast03) y el esquema de tucatinib prolonga la supervivencia "
        "(HER2CLIMB). T-DM1 es ahora una opción posterior más, poco estudiada tras T-DXd."
    ),
    "CN-DUAL": (
        "Desde 2016: lapatinib + trastuzumab ha quedado superado por T-DXd y por tucatinib + trastuzumab + "
        "capecitabina; sigue siendo una opción tardía sin quimioterapia."
    ),
    "CN-POST": (
        "Desde 2016: tras T-DM1 están establecidos T-DXd (DESTINY-Breast02: SLP 17,8 frente a 6,9, SG 39,2 frente "
        "a 26,5 meses) y tucatinib + trastuzumab + capecitabina (HER2CLIMB: SG HR 0,66). Las opciones de 2016 ya "
        "no son de primera elección."
    ),
    "CN-RES": (
        "Desde 2016: la definición de resistencia clínica del panel no se adoptó; T-DXd y tucatinib prolongaron la "
        "supervivencia en pacientes muy pretratadas. No debe usarse para negarlos."
    ),
    "CN-RETREAT": (
        "Desde 2016: trastuzumab + otra quimioterapia es una opción de línea tardía tras T-DXd, tucatinib y T-DM1."
    ),
    "CN-BM": (
        "Desde 2016: lapatinib ya no es el agente preferido en metástasis cerebrales. Tucatinib + trastuzumab + "
        "capecitabina prolongó la supervivencia (HR 0,60), T-DXd dio respuestas en SNC (72 %). En EMILIA las "
        "pacientes con metástasis en SNC vivieron más con T-DM1 que con lapatinib + capecitabina (HR 0,38, "
        "retrospectivo). A veces el tratamiento local puede esperar (ASCO 2022)."
    ),
    "CN-CR": (
        "Desde 2016: sigue recomendándose continuar hasta la progresión o la toxicidad inaceptable (ASCO 2022). La "
        "suspensión tras una remisión larga está en estudio."
    ),
    "CN-LOW": "Desde 2016: T-DXd está aprobado en enfermedad HER2-low y HER2-ultralow. Este servicio no la cubre.",
    "CN-NEW": (
        "Desde 2016: se han administrado agentes desconocidos para el panel. Véase la edición de práctica actual."
    ),
}
