"""What the engine tells of itself, in the form that Prometheus reads."""
