"""Where data comes in from: tick files on disk. Invariant: adapters know nothing of the store, the engine or the bus."""
