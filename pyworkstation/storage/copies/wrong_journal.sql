-- Imports whose ticks are not those that the journal tells of. Ticks that were replaced are kept, and are still theirs.
WITH there AS (
    SELECT import_id, instrument_id, count(*) AS ticks
    FROM (
        SELECT import_id, instrument_id FROM tick_store
        UNION ALL
        SELECT import_id, instrument_id FROM replaced_ticks
    )
    GROUP BY ALL
),
told AS (
    SELECT
        id AS import_id,
        instrument_id,
        path,
        CASE WHEN undone_at IS NULL THEN ticks_new ELSE 0 END AS ticks
    FROM imports
    UNION ALL
    SELECT id, instrument_id, path, ticks_new FROM unfinished_imports
)
SELECT
    import_id,
    coalesce(path, 'no file') AS path,
    coalesce(there.ticks, 0) AS there,
    coalesce(told.ticks, 0) AS told
FROM there
FULL JOIN told USING (import_id, instrument_id)
WHERE coalesce(there.ticks, 0) <> coalesce(told.ticks, 0)
ORDER BY ALL
LIMIT $at_most
