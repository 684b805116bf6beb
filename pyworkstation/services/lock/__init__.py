"""The lock of a home, and the sessions that are open while a passphrase is set. `docs/lock.md` says what holds."""
