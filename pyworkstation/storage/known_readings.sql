SELECT sha256, dialect, volume_unit, time_zone, hour_us, options, ticks_read
FROM imports
WHERE instrument_id = $instrument_id
