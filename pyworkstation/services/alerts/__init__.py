"""Alerts: kept in a file of the home, watched for in everything that the engine publishes."""
