DELETE FROM tick_store
WHERE instrument_id = $instrument_id AND import_id = $import_id
