UPDATE plain_ticks
SET import_id = heir
FROM heirs
WHERE plain_ticks.instrument_id = $instrument_id
    AND plain_ticks.import_id = heirs.owner_id
    AND plain_ticks.ts_ms = heirs.ts_ms
    AND heirs.sub_us = 0
    AND heirs.seq = 0
