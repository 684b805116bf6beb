-- One row for each import command; ticks that another import replaced are not held by the first any more.
WITH files AS (
    SELECT
        id, run_id, instrument_id, path, dialect, volume_unit, time_zone, options, replaces, ticks_read, ticks_new,
        rejected, first_us, last_us, imported_at, incomplete, undone_at, false AS unfinished
    FROM imports
    UNION ALL
    SELECT
        id, run_id, instrument_id, path, dialect, volume_unit, time_zone, options, replaces, ticks_read, ticks_new,
        rejected, first_us, last_us, saved_at, false, NULL, true
    FROM unfinished_imports
),
gone AS (
    SELECT import_id AS id, count(*) AS ticks
    FROM replaced_ticks
    GROUP BY import_id
)
SELECT
    run_id,
    symbol,
    epoch_us(min(imported_at)),
    arg_min(path, files.id),
    count(*),
    list_sort(list(DISTINCT dialect)),
    list_sort(list(DISTINCT volume_unit)),
    list_sort(list(DISTINCT time_zone)),
    coalesce(list_sort(list(DISTINCT options) FILTER (options <> '')), []),
    CAST(sum(ticks_read) AS BIGINT),
    CAST(sum(CASE WHEN undone_at IS NULL THEN ticks_new - coalesce(gone.ticks, 0) ELSE 0 END) AS BIGINT),
    CAST(sum(rejected) AS BIGINT),
    min(first_us),
    max(last_us),
    bool_or(replaces),
    bool_or(unfinished),
    bool_or(incomplete),
    epoch_us(max(undone_at))
FROM files
JOIN instruments ON instruments.id = files.instrument_id
LEFT JOIN gone ON gone.id = files.id
WHERE $symbol IS NULL OR symbol = $symbol
GROUP BY run_id, symbol
ORDER BY run_id
