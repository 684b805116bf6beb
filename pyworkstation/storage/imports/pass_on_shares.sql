UPDATE shared_ticks
SET owner_id = heir
FROM heirs
WHERE shared_ticks.owner_id = heirs.owner_id
    AND shared_ticks.ts_ms = heirs.ts_ms
    AND shared_ticks.sub_us = heirs.sub_us
    AND shared_ticks.seq = heirs.seq
