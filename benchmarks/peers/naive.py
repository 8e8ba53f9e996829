"""How one would begin: FastAPI, a body model, every resource through fhir.resources, and a constant card. No rule."""

from __future__ import annotations

import sys
from typing import Any

import uvicorn
from fastapi import FastAPI
from fhir.resources.R4B import get_fhir_model_class
from pydantic import BaseModel

app = FastAPI()


class Call(BaseModel):
    """A CDS Hooks request."""

    hook: str
    hookInstance: str  # noqa: N815 - the specification's spelling
    context: dict[str, Any]
    prefetch: dict[str, dict[str, Any]]


@app.post("/cds-services/her2-patient-view")
async def patient_view(call: Call) -> dict[str, Any]:
    """Validate what was sent along."""
    for resource in call.prefetch.values():
        get_fhir_model_class(resource["resourceType"]).model_validate(resource)
    return {"cards": [{"summary": "Hello", "indicator": "info", "source": {"label": "naive"}}]}


if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
