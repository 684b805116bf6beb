SELECT sha256, dialect, volume_unit, time_zone, hour_us, options, id, ticks_read, imported_at, first_us, last_us, path, size,
    coalesce(unpacked_sha256, sha256)
FROM imports
WHERE instrument_id = $instrument_id AND undone_at IS NULL AND NOT incomplete
ORDER BY id
