"""What the engine does for those who ask: one request struct in, reply structs out. Knows nothing of sockets."""
