"""The settings: each declared once in `settings.py`, read by `load.py` from an .env file and the environment."""
