-- The last millisecond of each instrument in [$from_us, $to_us), its ticks in their order: the last of them is the quote.
WITH newest AS (
    SELECT instrument_id, max(ts_ms) AS ts_ms
    FROM tick_store
    WHERE instrument_id IN (SELECT unnest($instrument_ids))
        AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
        AND ts_ms * 1000 + sub_us >= $from_us
        AND ts_ms * 1000 + sub_us < $to_us
    GROUP BY instrument_id
)

SELECT
    instrument_id,
    ts_ms * 1000 + sub_us AS ts_us,
    bid,
    bid + spread AS ask
FROM tick_store
JOIN newest USING (instrument_id, ts_ms)
WHERE ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
    AND ts_ms * 1000 + sub_us >= $from_us
    AND ts_ms * 1000 + sub_us < $to_us
ORDER BY ts_ms, sub_us, seq
