-- Ticks of each instrument and UTC day, counted, and hashed with their imports and alone. The sums do not depend on the order.
SELECT
    symbol,
    CAST(floor(ts_ms / 86400000) AS BIGINT) AS day,
    count(*),
    sum(CAST(hash(
        import_id, ts_ms, sub_us, seq, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest
    ) AS HUGEINT)),
    sum(CAST(hash(
        ts_ms, sub_us, seq, bid, spread, bid_volume_10k, bid_volume_rest, ask_volume_10k, ask_volume_rest
    ) AS HUGEINT))
FROM tick_store
LEFT JOIN instruments ON instruments.id = tick_store.instrument_id
WHERE ts_ms >= $from_ms AND ts_ms < $to_ms
GROUP BY ALL
ORDER BY ALL
