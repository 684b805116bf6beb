INSERT INTO plain_ticks BY NAME
SELECT instrument_id, import_id, ts_ms, bid, spread, bid_volume_10k, ask_volume_10k
FROM replaced_ticks
WHERE list_contains($ids, replaced_by) AND is_plain
ORDER BY ts_ms
