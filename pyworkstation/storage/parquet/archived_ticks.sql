SELECT
    epoch_us(ts) AS ts_us,
    CAST(bid * $scale AS BIGINT) AS bid,
    CAST(ask * $scale AS BIGINT) AS ask,
    CAST(bid_volume AS BIGINT) AS bid_volume,
    CAST(ask_volume AS BIGINT) AS ask_volume
FROM read_parquet($path)
