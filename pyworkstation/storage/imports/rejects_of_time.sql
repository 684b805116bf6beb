-- Rows left out by imports that have ticks of [from, to), and by those that have none at all.
SELECT kind, count(*)
FROM reject_store
JOIN imports ON imports.id = reject_store.import_id
WHERE instrument_id = $instrument_id
    AND undone_at IS NULL
    AND coalesce(first_us < $to_us AND last_us >= $from_us, TRUE)
GROUP BY kind
ORDER BY kind
