-- One stretch of an instrument's ticks as people read them. {digits} and {ts_type} are of the instrument and the day: a
-- type cannot be a parameter.
SELECT
    CAST(make_timestamp(ts_ms * 1000 + sub_us) AS {ts_type}) AS ts,
    CAST(bid * point AS DECIMAL(18, {digits})) AS bid,
    CAST((bid + spread) * point AS DECIMAL(18, {digits})) AS ask,
    bid_volume_10k * 10000 + bid_volume_rest AS bid_volume,
    ask_volume_10k * 10000 + ask_volume_rest AS ask_volume
FROM tick_store
JOIN instruments ON instruments.id = tick_store.instrument_id
WHERE instrument_id = $instrument_id
    AND ts_ms BETWEEN $from_us // 1000 - 1 AND $to_us // 1000 + 1
    AND ts_ms * 1000 + sub_us >= $from_us
    AND ts_ms * 1000 + sub_us < $to_us
ORDER BY ts_ms, sub_us, seq
