-- The files of one import, finished or not.
SELECT imports.id, instrument_id, symbol, first_us, last_us, undone_at
FROM imports
JOIN instruments ON instruments.id = imports.instrument_id
WHERE run_id = $run_id
UNION ALL
SELECT unfinished.id, instrument_id, symbol, first_us, last_us, NULL
FROM unfinished_imports AS unfinished
JOIN instruments ON instruments.id = unfinished.instrument_id
WHERE run_id = $run_id
ORDER BY ALL
