-- Who has the ticks too that go: the next import of each.
CREATE OR REPLACE TEMP TABLE heirs AS
SELECT owner_id, ts_ms, sub_us, seq, min(import_id) AS heir
FROM shared_ticks
WHERE list_contains($ids, owner_id) AND NOT list_contains($ids, import_id)
GROUP BY owner_id, ts_ms, sub_us, seq
