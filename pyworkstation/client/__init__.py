"""Talk to a running engine: requests, streams, starting one. What the desktop, the command line and notebooks use."""
