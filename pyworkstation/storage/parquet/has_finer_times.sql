-- Whether some time of [from, to) is no whole millisecond.
SELECT count(*) > 0
FROM (
    SELECT 1
    FROM tick_store
    WHERE instrument_id = $instrument_id
        AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
        AND sub_us <> 0
    LIMIT 1
)
