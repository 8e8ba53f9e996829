"""A refusal tells an attacker nothing, neither by its bytes nor by its time (attack J20)."""

from __future__ import annotations

import json
import time
from collections import defaultdict
from statistics import median
from typing import TYPE_CHECKING, Any

from contract.requests import patient_view
from trust.test_over_http import EHR, SERVICE, registered, wire
from trust.tokens_made import ABSENT, EC_KEY, NOW, OTHER_KEY, PUBLIC_URL, claims, header, sign_anyhow, token

if TYPE_CHECKING:
    from collections.abc import Callable

ROUNDS = 14
WITHIN_S = 0.010
BODY = json.dumps(patient_view()).encode()


def valid(**changes: Any) -> dict[str, Any]:
    return claims(aud=PUBLIC_URL + SERVICE, **changes)


ATTACKS: dict[str, Callable[[], str]] = {
    "J2 alg none": lambda: sign_anyhow(header(alg="none"), valid()),
    "J2 alg HS384": lambda: sign_anyhow(header(alg="HS384"), valid()),
    "J4 another key": lambda: token(body=valid(), key=OTHER_KEY),
    "J4 signature of zeros": lambda: token(body=valid()).rpartition(".")[0] + "." + "A" * 128,
    "J5 embedded key": lambda: sign_anyhow({**header(), "jwk": OTHER_KEY.as_dict(private=False)}, valid(), OTHER_KEY),
    "J6 foreign jku": lambda: sign_anyhow(header(jku="https://evil.example/jwks"), valid()),
    "J7 unknown kid": lambda: sign_anyhow(header(kid="other"), valid()),
    "J7 kid of 5 kB": lambda: sign_anyhow(header(kid="k" * 5000), valid()),
    "J11 unknown issuer": lambda: token(body=valid(iss=EHR + "/")),
    "J12 wrong audience": lambda: token(body=claims(aud=PUBLIC_URL + "/cds-services")),
    "J13 expired": lambda: token(body=valid(iat=NOW - 500, exp=NOW - 400)),
    "J13 ten years": lambda: token(body=valid(exp=NOW + 315_360_000)),
    "J14 from the future": lambda: token(body=valid(iat=NOW + 200, exp=NOW + 400)),
    "J15 no jti": lambda: sign_anyhow(header(), valid(jti=ABSENT)),
    "J15 replay": lambda: REPLAYED,
    "J16 wrong type": lambda: sign_anyhow(header(typ="at+jwt"), valid()),
}
REPLAYED = token(body=valid(jti="used"), key=EC_KEY)


def test_two_hundred_refusals_are_the_same_bytes_in_the_same_time() -> None:
    to = wire(registered())
    assert to.post(SERVICE, BODY, authorization=f"Bearer {REPLAYED}").status_code == 200
    seen, took = set(), defaultdict(list)

    for _ in range(ROUNDS):
        for name, attack in ATTACKS.items():  # in turn, so that a busy moment of the machine meets every kind
            signed = attack()
            started = time.perf_counter()
            answer = to.post(SERVICE, BODY, authorization=f"Bearer {signed}", **{"x-request-id": "the-same"})
            took[name].append(time.perf_counter() - started)
            seen.add((answer.status_code, answer.content, tuple(sorted(answer.headers.items()))))

    medians = {name: median(times) for name, times in took.items()}
    assert sum(map(len, took.values())) > 200
    assert len(seen) == 1
    assert max(medians.values()) - min(medians.values()) < WITHIN_S, medians
