"""When the token of a `fhirAuthorization` may be used (attack F6)."""

from __future__ import annotations

from typing import Any

import pytest

from service.fhir_authorization import FhirAuthorization, read_authorization

GRANTED: dict[str, Any] = {
    "access_token": "opaque",
    "token_type": "Bearer",
    "expires_in": 300,
    "scope": "patient/*.read",
    "subject": "cds-client",
    "patient": "p1",
}


def granted(**changes: Any) -> FhirAuthorization:
    read = read_authorization(GRANTED | changes, "p1")
    assert read is not None
    return read


def test_nothing_granted_is_no_access() -> None:
    assert read_authorization({}, "p1") is None


def test_a_good_token_is_used_and_never_printed() -> None:
    assert granted().token == "opaque"  # noqa: S105 - made up
    assert "opaque" not in repr(granted())


@pytest.mark.parametrize(
    "changes",
    [
        {"access_token": "a b"},
        {"access_token": "a\r\nX-Evil: y"},
        {"access_token": "a\n"},
        {"access_token": "\u00e9"},
        {"access_token": "x" * 1_000_000},
        {"access_token": ""},
        {"access_token": 5},
        {"token_type": "mac"},
        {"token_type": "DPoP"},
        {"token_type": None},
        {"expires_in": 0},
        {"expires_in": -1},
        {"expires_in": "300"},
        {"expires_in": True},
        {"expires_in": float("nan")},
        {"patient": "p2"},
        {"patient": 5},
        {"patient": ["p1"]},
    ],
)
def test_a_token_that_is_odd_run_out_or_for_another_patient_is_not_used(changes: dict[str, Any]) -> None:
    assert not granted(**changes).usable_by(None)


@pytest.mark.parametrize("changes", [{"token_type": "bearer"}, {"patient": None}, {"expires_in": 3600.5}])
def test_what_real_ehrs_write_is_used(changes: dict[str, Any]) -> None:
    assert granted(**changes).usable_by(None)


def test_a_token_for_another_client_is_not_used_where_our_id_is_registered() -> None:
    assert granted().usable_by("cds-client")
    assert not granted().usable_by("other-client")
    assert not granted(subject=None).usable_by("cds-client")


@pytest.mark.parametrize(
    ("scope", "kind", "search", "covered"),
    [
        ("patient/*.read", "Observation", True, True),
        ("user/Observation.rs", "Observation", True, True),
        ("user/Observation.r", "Observation", True, False),
        ("user/Patient.r launch/patient openid", "Patient", False, True),
        ("patient/Patient.read patient/Condition.read", "Observation", True, False),
        ("patient/Observation.write", "Observation", True, False),
        ("patient/Observation.cud", "Observation", True, False),
        ("system/*.*", "Procedure", True, True),
        ("patient/Observation.rs?category=laboratory", "Observation", True, True),
        ("openid fhirUser", "Observation", True, False),
        ("", "Observation", True, True),
        ("PATIENT READ [Epic free text]", "Observation", True, True),
        ("patient/Condition.read and more", "Observation", True, True),
    ],
)
def test_scopes_are_judged_only_where_all_of_them_are_smart(
    scope: str, kind: str, *, search: bool, covered: bool
) -> None:
    assert granted(scope=scope).covers(kind, search=search) is covered
