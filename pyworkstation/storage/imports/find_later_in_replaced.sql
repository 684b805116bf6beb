-- Imports that stored ticks of the time in which this one replaced others, after it.
SELECT run_id
FROM imports
WHERE instrument_id = $instrument_id
    AND undone_at IS NULL
    AND id > list_max($ids)
    AND first_us <= $last_us
    AND last_us >= $first_us
    AND ticks_new > 0
    AND (SELECT count(*) FROM replaced_ticks WHERE list_contains($ids, replaced_by)) > 0
ORDER BY id DESC
LIMIT 1
