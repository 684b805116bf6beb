INSERT INTO odd_ticks BY NAME
SELECT * EXCLUDE (replaced_by, is_plain)
FROM replaced_ticks
WHERE list_contains($ids, replaced_by) AND NOT is_plain
ORDER BY ts_ms, sub_us, seq
