INSERT INTO imports BY NAME
SELECT
    unnest($ids) AS id,
    $instrument_id AS instrument_id,
    unnest($paths) AS path,
    unnest($sha256s) AS sha256,
    unnest($sizes) AS size,
    unnest($dialects) AS dialect,
    unnest($volume_units) AS volume_unit,
    unnest($time_zones) AS time_zone,
    unnest(CAST($hours_us AS BIGINT[])) AS hour_us,
    unnest($ticks_read) AS ticks_read,
    unnest($ticks_new) AS ticks_new,
    unnest(CAST($first_us AS BIGINT[])) AS first_us,
    unnest(CAST($last_us AS BIGINT[])) AS last_us,
    current_localtimestamp() AS imported_at
