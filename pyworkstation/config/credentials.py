"""Every secret, declared once: name, purpose, form, who may read it, and the age after which it is due for a new one.

To add one: a row here. Its value lies in the system's vault, never in a file of ours.
"""

from __future__ import annotations

from pyworkstation.config.credential import Credential
from pyworkstation.domain.errors import InputError

CREDENTIALS = {
    "fred-api-key": Credential(
        purpose="Macro series of FRED, the Federal Reserve Bank of St. Louis (to come: nothing reads it yet).",
        expected="32 lower-case letters and digits, as FRED gives them",
        pattern=r"[0-9a-z]{32}",
        readers=("macro-data",),
        rotate_after_days=365,
    ),
    "interactive-brokers-user": Credential(
        purpose="User name at Interactive Brokers, for its gateway (live trading is to come: nothing reads it yet).",
        expected="3 to 64 letters, digits and . _ -",
        pattern=r"[0-9A-Za-z._-]{3,64}",
        readers=("interactive-brokers",),
        rotate_after_days=3650,
    ),
    "interactive-brokers-password": Credential(
        purpose="Password at Interactive Brokers, for its gateway (to come: nothing reads it yet).",
        expected="8 to 128 characters, without blanks at the ends and line breaks",
        pattern=r"(?=\S)[^\x00-\x1f\x7f]{7,127}\S",
        readers=("interactive-brokers",),
        rotate_after_days=90,
    ),
    "interactive-brokers-signing-key": Credential(
        purpose="Private key that signs requests to Interactive Brokers' web interface (to come: nothing reads it yet).",
        expected="a private key in PEM, from its BEGIN line to its END line",
        pattern=r"-----BEGIN (?P<kind>[A-Z ]*PRIVATE KEY)-----\r?\n[0-9A-Za-z+/=\r\n]+-----END (?P=kind)-----\r?\n?",
        readers=("interactive-brokers",),
        rotate_after_days=365,
    ),
}


def declared_credential(name: str) -> Credential:
    """The declaration of a name. Raises InputError for one that is not declared; the name is not shown, for it may be the secret."""
    credential = CREDENTIALS.get(name)
    if credential is None:
        raise InputError(
            expected=f"one of {', '.join(CREDENTIALS)}",
            found=f"another name of {len(name)} characters",
            where="name of the credential",
        )
    return credential
