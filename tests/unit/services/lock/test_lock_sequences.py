"""In whatever order things happen, nothing of the account passes without an open session: a model that knows nothing of how it is done."""

from __future__ import annotations

import contextlib
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings, strategies
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, multiple, rule

from pyworkstation.domain.asker import Asker
from pyworkstation.domain.errors import InputError, LockedError
from pyworkstation.protocol import messages as m
from tests.unit.services.lock.built_lock import KEY, OTHER_KEY, WRONG, BuiltLock

PASSPHRASES = ("correct horse battery", "another long phrase")
KEYS = strategies.sampled_from([KEY, OTHER_KEY])


class LockMachine(RuleBasedStateMachine):
    """Tokens are never forgotten: one that was good once is tried again for ever."""

    tokens = Bundle("tokens")

    def __init__(self) -> None:
        super().__init__()
        self.stack = contextlib.ExitStack()
        folder = self.stack.enter_context(tempfile.TemporaryDirectory())
        self.built = BuiltLock(Path(folder))
        self.stack.callback(self.built.audit.close)
        self.passphrase: str | None = None
        self.now_s = 0.0
        self.not_before_s = 0.0
        self.wrong = 0
        self.open: dict[str, tuple[bytes, float, float]] = {}  # token -> key, opened, used
        self.known: set[str] = set()

    def teardown(self) -> None:
        self.stack.close()

    @rule(
        target=tokens,
        new=strategies.sampled_from(PASSPHRASES),
        old=strategies.sampled_from((*PASSPHRASES, None)),
        key=KEYS,
    )
    def set_passphrase(self, new: str, old: str | None, key: bytes) -> object:
        try:
            answer = self.built.lock.set_passphrase(new, old, Asker(key=key))
        except InputError:
            assert self.passphrase is not None
            assert old is None
            return multiple()
        if self.passphrase is not None and not self._tried(old):
            assert isinstance(answer, m.UnlockRefused)
            return multiple()
        self.open, self.passphrase, self.wrong, self.not_before_s = {}, new, 0, 0.0
        return self._opened(answer, key)

    @rule(target=tokens, passphrase=strategies.sampled_from((*PASSPHRASES, WRONG)), key=KEYS)
    def unlock(self, passphrase: str, key: bytes) -> object:
        try:
            answer = self.built.lock.unlock(passphrase, "paper", Asker(key=key))
        except InputError:
            assert self.passphrase is None
            return multiple()
        if not self._tried(passphrase):
            assert isinstance(answer, m.UnlockRefused)
            return multiple()
        return self._opened(answer, key)

    @rule(passphrase=strategies.sampled_from(PASSPHRASES))
    def remove(self, passphrase: str) -> None:
        with contextlib.suppress(InputError):
            answer = self.built.lock.remove_passphrase(passphrase)
            if self._tried(passphrase):
                assert answer is None
                self.open, self.passphrase, self.wrong, self.not_before_s = {}, None, 0, 0.0

    @rule(
        seconds=strategies.sampled_from([0.5, 1.0, 60.0, 599.0, 600.0, 43_200.0]),
        asleep=strategies.booleans(),
    )
    def pass_time(self, seconds: float, asleep: bool) -> None:
        (self.built.clock.sleep if asleep else self.built.clock.go_on)(seconds)
        # What both clocks together make of naps and days is the unit tests' matter: here both count as one.
        self.built.clock.steady_s = 50.0 + self.built.clock.wall_s - 1.9e9
        self.now_s += seconds

    @rule(token=tokens, key=KEYS)
    def refresh(self, token: str, key: bytes) -> None:
        if self._is_open(token, key):
            self.built.lock.refresh(Asker(key=key, token=token))
            self.open[token] = (key, self.open[token][1], self.now_s)
        else:
            with pytest.raises(LockedError):
                self.built.lock.refresh(Asker(key=key, token=token))

    @rule(token=tokens, key=KEYS)
    def lock_own(self, token: str, key: bytes) -> None:
        self.built.lock.lock(Asker(key=key, token=token), everyone=False)
        if self._is_open(token, key):
            del self.open[token]

    @rule()
    def lock_all(self) -> None:
        self.built.lock.lock(Asker(key=KEY), everyone=True)
        self.open = {}

    @rule(token=consumes(tokens))
    def revoke(self, token: str) -> None:
        self.built.lock.revoke(int(token) - self.first_of_run + 1)
        self.open.pop(token, None)

    @rule()
    def restart(self) -> None:
        self.built.restart()
        self.open = {}
        self.first_of_run = len(self.known) + 1

    first_of_run = 1

    @invariant()
    def nothing_passes_but_with_an_open_session(self) -> None:
        assert self.built.is_let_through(Asker(key=KEY)) is (self.passphrase is None)
        for token in self.known:
            for key in (KEY, OTHER_KEY):
                expected = self.passphrase is None or self._is_open(token, key)
                assert self.built.is_let_through(Asker(key=key, token=token)) is expected

    def _is_open(self, token: str, key: bytes) -> bool:
        whose, opened_s, used_s = self.open.get(token, (b"", 0.0, 0.0))
        return whose == key and self.now_s - used_s < 600 and self.now_s - opened_s < 43_200

    def _opened(self, answer: object, key: bytes) -> str:
        assert isinstance(answer, m.SessionOpened)
        self.open[answer.token] = (key, self.now_s, self.now_s)
        self.known.add(answer.token)
        return answer.token

    def _tried(self, passphrase: str | None) -> bool:
        """Was it let in? Waits double."""
        if self.now_s < self.not_before_s:
            return False
        if passphrase == self.passphrase:
            self.wrong = 0
            return True
        self.wrong += 1
        self.not_before_s = self.now_s + min(2 ** (self.wrong - 1), 900)
        return False


TestLockSequences = LockMachine.TestCase
TestLockSequences.settings = settings(
    max_examples=30,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
