INSERT INTO imports BY NAME
SELECT
    unnest($id) AS id,
    $instrument_id AS instrument_id,
    unnest($path) AS path,
    unnest($sha256) AS sha256,
    unnest($size) AS size,
    unnest($dialect) AS dialect,
    unnest($volume_unit) AS volume_unit,
    unnest($time_zone) AS time_zone,
    unnest(CAST($hour_us AS BIGINT[])) AS hour_us,
    unnest($options) AS options,
    unnest($ticks_read) AS ticks_read,
    unnest($ticks_new) AS ticks_new,
    unnest($rejected) AS rejected,
    unnest($findings) AS findings,
    unnest(CAST($first_us AS BIGINT[])) AS first_us,
    unnest(CAST($last_us AS BIGINT[])) AS last_us,
    current_localtimestamp() AS imported_at
