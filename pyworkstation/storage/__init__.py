"""The DuckDB file of one home. Invariant: storage knows nothing of the bus, nor of the Rust engine: it hands over Arrow."""
