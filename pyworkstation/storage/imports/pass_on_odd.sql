UPDATE {table}
SET import_id = heir
FROM heirs
WHERE {table}.instrument_id = $instrument_id
    AND {table}.import_id = heirs.owner_id
    AND {table}.ts_ms = heirs.ts_ms
    AND {table}.sub_us = heirs.sub_us
    AND {table}.seq = heirs.seq
