SELECT symbol, path, first_us, last_us
FROM imports
JOIN instruments ON instruments.id = imports.instrument_id
WHERE imports.id = $import_id
