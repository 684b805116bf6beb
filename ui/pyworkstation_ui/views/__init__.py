"""Widgets. They draw what models hold and report what the user does; they hold no truth."""
