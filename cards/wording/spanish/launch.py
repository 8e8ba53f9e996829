"""The words around the page, in Spanish."""

from __future__ import annotations

LAUNCH = {
    "Why this advice: timeline, path and options of this patient": (
        "Por qué este consejo: cronología, camino y opciones de esta paciente"
    ),
    "Close this page and open it again from the patient's chart.": (
        "Cierre esta página y vuelva a abrirla desde la historia de la paciente."
    ),
    "If this happens again, tell the administrators of your EHR; they find the reason in the log.": (
        "Si se repite, avise a los administradores de su HCE; encontrarán el motivo en el registro."
    ),
    "This page cannot be opened from here: the EHR is not registered with it.": (
        "Esta página no puede abrirse desde aquí: la HCE no está registrada en ella."
    ),
    "This page cannot be opened from here: the call of the EHR is incomplete.": (
        "Esta página no puede abrirse desde aquí: la llamada de la HCE está incompleta."
    ),
    "The EHR does not answer in a way in which this page may be opened.": (
        "La HCE no responde de una forma que permita abrir esta página."
    ),
    "This sign-in was not started in this browser, was used before, or took too long.": (
        "Este inicio de sesión no se comenzó en este navegador, ya se usó o tardó demasiado."
    ),
    "The EHR did not permit the page to be opened.": "La HCE no permitió abrir la página.",
    "The EHR did not complete the sign-in.": "La HCE no completó el inicio de sesión.",
    "The EHR did not prove who signed in.": "La HCE no acreditó quién inició la sesión.",
    "The EHR named no patient.": "La HCE no indicó ninguna paciente.",
    "The EHR did not permit everything that this page has to read.": (
        "La HCE no permitió todo lo que esta página tiene que leer."
    ),
    "This page belongs to a different patient than the one who was opened. Nothing is shown.": (
        "Esta página pertenece a una paciente distinta de la que se ha abierto. No se muestra nada."
    ),
    "There is no such case for you.": "No existe ese caso para usted.",
    "You are signed out, or the session is over.": "Ha cerrado la sesión o la sesión ha terminado.",
    "The answer did not come from this page, and was not used.": (
        "La respuesta no procedía de esta página y no se ha usado."
    ),
    "The EHR did not give the record. Without it nothing can be said about this patient.": (
        "La HCE no entregó la historia clínica. Sin ella no se puede decir nada sobre esta paciente."
    ),
    "The service cannot open the page now.": "El servicio no puede abrir la página ahora.",
    "You have signed out. Nothing of the patient is kept here.": (
        "Ha cerrado la sesión. Aquí no se conserva nada de la paciente."
    ),
    "The page cannot be opened": "La página no puede abrirse",
    "Signed out": "Sesión cerrada",
    "Sign out": "Cerrar sesión",
}
"""By the English pattern."""
