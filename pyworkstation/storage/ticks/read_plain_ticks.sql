-- In the order in which they lie: sorting takes ten times as long, and whoever takes them sees whether they are in order.
SELECT ts_ms, bid, spread, bid_volume_10k, ask_volume_10k
FROM plain_ticks
WHERE instrument_id = $instrument_id
    AND ts_ms >= $from_ms
    AND ts_ms < $to_ms
