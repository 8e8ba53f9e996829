"""What `her2-cds serve --demo` says when it listens."""

from __future__ import annotations

from typing import TYPE_CHECKING

from service.demo import demo_patients

if TYPE_CHECKING:
    from service.settings import Settings


def greeting(settings: Settings) -> str:
    """What to open and what to paste, with the address that is really listened on."""
    first, real = _examples()
    url = settings.base_url
    return f"""
her2-cds listens on {url} (demo: this machine only, no authentication, invented and published test patients)

  In a browser          {url}/demo
  What is offered       curl -s {url}/cds-services

  A chart is opened     curl -s {url}/demo/requests/{first}.json | \\
                          curl -s -H 'Content-Type: application/json' -d @- {url}/cds-services/her2-patient-view
  A third-party record  curl -s {url}/demo/requests/{real}.json | \\
                          curl -s -H 'Content-Type: application/json' -d @- {url}/cds-services/her2-patient-view
  A drug is selected    curl -s '{url}/demo/requests/{first}.json?hook=order-select&agents=lapatinib,capecitabine' | \\
                          curl -s -H 'Content-Type: application/json' -d @- {url}/cds-services/her2-order-select

"""


def _examples() -> tuple[str, str]:
    """An invented patient and a real record, the first of each list."""
    patients = list(demo_patients().values())
    return patients[0].id, next(patient.id for patient in patients if "/" in patient.file)
