DELETE FROM {table}
WHERE instrument_id = $instrument_id AND list_contains($ids, import_id)
