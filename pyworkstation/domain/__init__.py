"""Words every layer shares: units, instruments, timeframes, columns, errors. Imports nothing of ours."""
