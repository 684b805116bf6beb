SELECT ticks_read
FROM imports
WHERE sha256 = $sha256
    AND instrument_id = $instrument_id
    AND dialect = $dialect
    AND volume_unit = $volume_unit
    AND time_zone = $time_zone
    AND hour_us IS NOT DISTINCT FROM $hour_us
LIMIT 1
