SELECT
    epoch_us(timestamp) AS ts_us,
    CAST(CAST(bid AS DECIMAL(28, 8)) * CAST($scale AS DECIMAL(10, 0)) AS BIGINT) AS bid,
    CAST(CAST(ask AS DECIMAL(28, 8)) * CAST($scale AS DECIMAL(10, 0)) AS BIGINT) AS ask,
    CAST(CAST(bid_volume_units AS DECIMAL(28, 8)) * CAST($volume_scale AS DECIMAL(10, 0)) AS BIGINT) AS bid_volume,
    CAST(CAST(ask_volume_units AS DECIMAL(28, 8)) * CAST($volume_scale AS DECIMAL(10, 0)) AS BIGINT) AS ask_volume
FROM read_parquet($path)
WHERE timestamp >= make_timestamptz($from_us) AND timestamp < make_timestamptz($to_us)
