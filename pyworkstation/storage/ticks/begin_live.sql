INSERT INTO imports BY NAME
SELECT
    $id AS id,
    $id AS run_id,
    $instrument_id AS instrument_id,
    'live' AS path,
    '' AS sha256,
    0 AS size,
    'live' AS dialect,
    'units' AS volume_unit,
    'UTC' AS time_zone,
    '' AS options,
    false AS replaces,
    0 AS ticks_read,
    0 AS ticks_new,
    0 AS rejected,
    '' AS findings,
    current_localtimestamp() AS imported_at,
    false AS incomplete
