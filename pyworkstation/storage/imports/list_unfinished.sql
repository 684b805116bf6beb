SELECT symbol, path, ticks_read
FROM unfinished_imports
JOIN instruments ON instruments.id = unfinished_imports.instrument_id
ORDER BY symbol
