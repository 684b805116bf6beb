INSERT INTO tick_store
SELECT
    instrument_id,
    import_id,
    ts_us // 1000 AS ts_ms,
    ts_us % 1000 AS sub_us,
    seq,
    bid,
    ask - bid AS spread,
    bid_volume // 10000,
    bid_volume % 10000,
    ask_volume // 10000,
    ask_volume % 10000
FROM fresh
