"""A server that fails is left alone, tried again after a pause, and never asked twice on credit."""

from __future__ import annotations

from service.breaker import MIN_CALLS, PAUSE_S, RETRY_COSTS, WINDOW_S, Breaker


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(clock)
    for _ in range(MIN_CALLS):
        breaker.record(succeeded=False)
    return breaker


def test_ten_failures_open_it_and_nine_do_not() -> None:
    breaker = Breaker(Clock())
    for _ in range(MIN_CALLS - 1):
        breaker.record(succeeded=False)
    assert breaker.permits()

    breaker.record(succeeded=False)

    assert breaker.is_open
    assert not breaker.permits()


def test_failures_that_are_half_a_minute_old_do_not_count() -> None:
    clock = Clock()
    breaker = Breaker(clock)
    for _ in range(MIN_CALLS - 1):
        breaker.record(succeeded=False)
    clock.now += WINDOW_S + 1

    breaker.record(succeeded=False)

    assert breaker.permits()


def test_after_the_pause_one_call_tries_and_a_success_closes_it() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += PAUSE_S

    assert [breaker.permits() for _ in range(5)] == [True, False, False, False, False]
    breaker.record(succeeded=True)

    assert all(breaker.permits() for _ in range(5))


def test_a_trial_that_fails_starts_another_pause() -> None:
    clock = Clock()
    breaker = opened(clock)
    clock.now += PAUSE_S
    assert breaker.permits()
    breaker.record(succeeded=False)
    clock.now += PAUSE_S - 1

    assert not breaker.permits()
    clock.now += 1
    assert breaker.permits()


def test_a_second_try_costs_ten_successes_and_two_at_most_are_saved() -> None:
    breaker = Breaker(Clock())
    assert not breaker.permits_retry()
    for _ in range(100 * RETRY_COSTS):
        breaker.record(succeeded=True)

    assert [breaker.permits_retry() for _ in range(3)] == [True, True, False]


def test_an_open_breaker_permits_no_second_try() -> None:
    breaker = Breaker(Clock())
    for _ in range(RETRY_COSTS):
        breaker.record(succeeded=True)
    for _ in range(RETRY_COSTS):
        breaker.record(succeeded=False)

    assert not breaker.permits_retry()
