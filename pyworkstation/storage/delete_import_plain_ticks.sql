DELETE FROM plain_ticks
WHERE instrument_id = $instrument_id AND import_id = $import_id
