"""The system's vault for secrets, by way of `keyring`: Windows' Credential Manager, the Secret Service, the macOS Keychain."""
