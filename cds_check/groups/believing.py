"""Whether a service believes tokens or refuses them; shared by the checks on tokens."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from cds_check.checks import Finding, Problems, not_applicable

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from cds_check.http import Exchange
    from cds_check.signing import Signer
    from cds_check.target import Call, Target

NO_KEY = "needs a registered test key: --key and --issuer"
NOT_BELIEVED = "the good token is not believed, so a refusal of others shows nothing"
NO_CALL = "no call of a service is answered"
REFUSED = (401, 403)
TOO_LARGE_FOR_A_HEADER = (400, 401, 403, 413, 431)


def some_call(target: Target) -> Call | None:
    good = [call for call, exchange in target.answered if exchange.status not in REFUSED]
    calls = (*good, *target.neutral, *target.supplied)
    return calls[0] if calls else None


def not_ready(target: Target) -> Finding | None:
    """Why refusals would show nothing, if they would."""
    if target.signer is None:
        return not_applicable(NO_KEY)
    if not target.answered:
        return not_applicable(NO_CALL)
    if all(exchange.status in REFUSED for _, exchange in target.answered):
        return not_applicable(NOT_BELIEVED)
    return None


def ready(target: Target) -> tuple[Call, Signer]:
    call = some_call(target)
    assert call is not None  # noqa: S101 - `_not_ready` has looked
    assert target.signer is not None  # noqa: S101 - as above
    return call, target.signer


def with_token(target: Target, call: Call, authorization: str) -> Exchange:
    return target.post(call.service.path, call.body, private=call.supplied, authorization=authorization)


def refuses(target: Target, forged: Any, statuses: Iterable[int] = REFUSED, *, quiet: bool = False) -> Finding:
    """Whether every forged token is refused; `quiet`: and nothing knocks at the trap meanwhile."""
    if (why := not_ready(target)) is not None:
        return why
    call, signer = ready(target)
    if target.trap is not None:
        target.trap.forget()
    problems = Problems()
    for name, token in forged(signer, call.service.path).items():
        expect_refused(problems, name, with_token(target, call, f"Bearer {token}" if token else ""), statuses)
    if quiet and target.trap is not None and target.trap.knocks:
        problems.add("an address in the token was fetched from")
    return problems.finding()


def believes(target: Target, made: Mapping[str, Any]) -> Finding:
    if (why := not_ready(target)) is not None:
        return why
    call, signer = ready(target)
    problems = Problems()
    for name, make in made.items():
        answer = with_token(target, call, f"Bearer {make(signer, call.service.path)}")
        if answer.status in REFUSED:
            problems.add(f"{name}: answered with {answer.status}", answer)
    return problems.finding()


def expect_refused(problems: Problems, name: str, answer: Exchange, statuses: Iterable[int] = REFUSED) -> None:
    if answer.status not in statuses:
        problems.add(f"{name}: answered with {answer.status}", answer)
