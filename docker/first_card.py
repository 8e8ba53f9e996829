"""What compose.yaml runs beside the service: a make-believe EHR, from its key pair to its first card.

`prepare` writes the EHR's keys, the client registry and the FHIR server's settings into a folder; `load` puts demo
patients on the FHIR server; `card` signs a token and asks the service about one of them, without any prefetch.
"""

from __future__ import annotations

import json
import os
import secrets
import sys
import time
from importlib.resources import files
from pathlib import Path
from typing import Any
from uuid import uuid4

import requests
from joserfc import jwt
from joserfc.jwk import ECKey

ISSUER = "https://ehr.example.org"
SERVICE = "http://127.0.0.1:8080"
FHIR = "http://127.0.0.1:8090/fhir"
HOOK = "/cds-services/her2-patient-view"
PATIENTS = ("one-third-line.json", "two-brain-metastases.json", "six-brain-unknown.json")

REGISTRY = f"""[[clients]]
issuer = "{ISSUER}"
jwks_file = "ehr.public.json"
fhir_servers = ["{FHIR}"]
"""

FHIR_SETTINGS = """base_url: {base}
host: 127.0.0.1
port: 8090
data_dir: /data
log_inbound: false
validation: {{inbound: "off"}}
simulator: {{enabled: false}}
server_auth: {{types: [bearer], tokens: ["{token}"]}}
"""


def prepare(folder: Path) -> None:
    """Write keys, registry and settings once; what is there already stays."""
    if (folder / "clients.toml").exists():
        return
    key = ECKey.generate_key("P-384", {"use": "sig", "alg": "ES384", "kid": secrets.token_hex(8)})
    token = secrets.token_urlsafe(32)
    private = folder / "ehr.private.json"
    private.touch(mode=0o600)
    private.write_text(json.dumps(key.as_dict(private=True)))
    (folder / "ehr.public.json").write_text(json.dumps({"keys": [key.as_dict(private=False)]}))
    (folder / "fhir.token").write_text(token)
    (folder / "fhir-server.yaml").write_text(FHIR_SETTINGS.format(base=FHIR, token=token))
    (folder / "clients.toml").write_text(REGISTRY)


def load(folder: Path) -> None:
    """Put the demo patients on the FHIR server, once it answers."""
    headers = {
        "Authorization": f"Bearer {(folder / 'fhir.token').read_text()}",
        "Content-Type": "application/fhir+json",
    }
    for name in PATIENTS:
        bundle = _transaction(json.loads((files("service") / "demo_patients" / name).read_text(encoding="utf-8")))
        _until_it_answers(lambda bundle=bundle: requests.post(FHIR, json=bundle, headers=headers, timeout=10))


def card(folder: Path, patient: str = "demo-one") -> None:
    """Open the chart of one patient, as the EHR would, and print the answer."""
    key = ECKey.import_key(json.loads((folder / "ehr.private.json").read_text()))
    now = int(time.time())
    claims = {"iss": ISSUER, "aud": SERVICE + HOOK, "iat": now, "exp": now + 300, "jti": uuid4().hex}
    token = jwt.encode({"alg": "ES384", "typ": "JWT", "kid": key.kid}, claims, key, algorithms=["ES384"])
    authorization = {"access_token": (folder / "fhir.token").read_text(), "token_type": "Bearer", "expires_in": 300}
    call = {
        "hook": "patient-view",
        "hookInstance": str(uuid4()),
        "fhirServer": FHIR,
        "fhirAuthorization": {**authorization, "scope": "patient/*.read", "subject": "her2-cds"},
        "context": {"userId": "Practitioner/first-card", "patientId": patient},
    }
    answer = requests.post(SERVICE + HOOK, json=call, headers={"Authorization": f"Bearer {token}"}, timeout=10)
    sys.stdout.write(json.dumps(answer.json(), indent=2, ensure_ascii=False) + "\n")
    answer.raise_for_status()


def _transaction(record: dict[str, Any]) -> dict[str, Any]:
    resources = [entry["resource"] for entry in record["entry"]]
    entries = [
        {"resource": one, "request": {"method": "PUT", "url": f"{one['resourceType']}/{one['id']}"}}
        for one in resources
    ]
    return {"resourceType": "Bundle", "type": "transaction", "entry": entries}


def _until_it_answers(send: Any, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while True:
        try:
            send().raise_for_status()
        except requests.ConnectionError:
            if time.monotonic() > end:
                raise
            time.sleep(0.5)
        else:
            return


if __name__ == "__main__":
    {"prepare": prepare, "load": load, "card": card}[sys.argv[1]](
        Path(os.environ.get("FIRST_CARD_DIR", "/config")), *sys.argv[2:]
    )
