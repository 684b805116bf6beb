INSERT INTO tick_store
SELECT
    $instrument_id AS instrument_id,
    import_id,
    ts_us // 1000 AS ts_ms,
    ts_us % 1000 AS sub_us,
    seq,
    bid,
    ask - bid AS spread,
    bid_volume // 10000 AS bid_volume_10k,
    bid_volume % 10000 AS bid_volume_rest,
    ask_volume // 10000 AS ask_volume_10k,
    ask_volume % 10000 AS ask_volume_rest
FROM fresh
