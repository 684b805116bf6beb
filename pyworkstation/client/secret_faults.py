"""What is wrong with secrets, told without them."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pyworkstation.protocol.messages import Health, SecretHealth


def secret_faults(health: Health) -> Iterator[str]:
    """A line for each that needs the user, with what to do. One that is missing needs nobody while no service reads it."""
    if health.vault_fault:
        yield f"secrets: {health.vault_fault}"
    for secret in health.secrets:
        if secret.state == "expired":
            yield f"secret {secret.name}: {secret.reason}: pyworkstation credentials rotate {secret.name}"
        elif secret.state == "malformed" or _is_missed(secret):
            yield f"secret {secret.name}: {secret.reason}: pyworkstation credentials set {secret.name}"


def _is_missed(secret: SecretHealth) -> bool:
    return secret.state == "missing" and secret.needed
