"""The bus protocol as types: what `ipc-spec/` publishes. A contract test compares the two."""
