"""What `dev.py` does, one file per idea. Invariant: the standard library only, since nothing is installed yet."""
