"""HealthChain's hello card, in an environment of its own (`requirements/peers.txt`); it reads nothing of the record."""

from __future__ import annotations

import logging
import sys

import uvicorn
from healthchain.gateway import CDSHooksService, HealthChainAPI
from healthchain.models import CDSRequest, CDSResponse

logging.disable(logging.INFO)
service = CDSHooksService()


@service.hook("patient-view", id="her2-patient-view")
def patient_view(request: CDSRequest) -> CDSResponse:  # noqa: ARG001 - the signature it asks for
    """One card."""
    return CDSResponse(cards=[{"summary": "Hello", "indicator": "info", "source": {"label": "hello"}}])


app = HealthChainAPI()
app.register_service(service)

if __name__ == "__main__":
    uvicorn.run(app, port=int(sys.argv[1]), log_level="warning", access_log=False)
