SELECT
    id,
    run_id,
    path,
    size,
    ticks_read,
    ticks_new,
    first_us,
    last_us,
    sha256,
    dialect,
    volume_unit,
    time_zone,
    hour_us,
    options,
    replaces
FROM unfinished_imports
WHERE instrument_id = $instrument_id
ORDER BY id
