"""The command line: one file per command. Each asks the same requests that the bus carries, and prints the replies."""
