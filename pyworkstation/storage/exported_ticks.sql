SELECT
    epoch_us(timestamp) AS ts_us,
    CAST(bid * $scale AS BIGINT) AS bid,
    CAST(ask * $scale AS BIGINT) AS ask,
    CAST(bid_volume_units * $volume_scale AS BIGINT) AS bid_volume,
    CAST(ask_volume_units * $volume_scale AS BIGINT) AS ask_volume
FROM read_parquet($path)
WHERE timestamp >= make_timestamptz($from_us) AND timestamp < make_timestamptz($to_us)
