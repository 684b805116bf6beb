-- The files of one import command.
WITH files AS (
    SELECT id, run_id, instrument_id, path, first_us, last_us FROM imports WHERE undone_at IS NULL
    UNION ALL
    SELECT id, run_id, instrument_id, path, first_us, last_us FROM unfinished_imports
)
SELECT symbol, arg_min(path, files.id), count(*), min(first_us), max(last_us)
FROM files
JOIN instruments ON instruments.id = files.instrument_id
WHERE run_id = $run_id
GROUP BY symbol
