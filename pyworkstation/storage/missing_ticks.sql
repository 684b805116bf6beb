-- Ticks of `incoming` less those that earlier imports stored. Equal ticks are told apart by their number among equals.
WITH arrived AS (
    SELECT *, row_number() OVER () AS place
    FROM incoming
    POSITIONAL JOIN marks
),
numbered AS (
    SELECT *, row_number() OVER (
        PARTITION BY ts_us, bid, ask, bid_volume, ask_volume ORDER BY place
    ) AS equal_number
    FROM arrived
),
around AS (
    SELECT
        import_id,
        seq,
        ts_ms * 1000 + sub_us AS ts_us,
        bid,
        bid + spread AS ask,
        bid_volume_10k * 10000 + bid_volume_rest AS bid_volume,
        ask_volume_10k * 10000 + ask_volume_rest AS ask_volume
    FROM tick_store
    WHERE instrument_id = $instrument_id
        AND ts_ms BETWEEN $first_us // 1000 - 1 AND $last_us // 1000 + 1
),
stored AS (
    SELECT ts_us, bid, ask, bid_volume, ask_volume, row_number() OVER (
        PARTITION BY ts_us, bid, ask, bid_volume, ask_volume
    ) AS equal_number
    FROM around
    WHERE import_id < $first_id
),
taken AS (
    SELECT ts_us, max(seq) + 1 AS next_seq
    FROM around
    GROUP BY ts_us
),
fresh AS (
    SELECT *
    FROM numbered
    ANTI JOIN stored USING (ts_us, bid, ask, bid_volume, ask_volume, equal_number)
)
SELECT
    import_id,
    ts_us,
    coalesce(next_seq, 0) + row_number() OVER (PARTITION BY ts_us ORDER BY place) - 1 AS seq,
    bid,
    ask,
    bid_volume,
    ask_volume
FROM fresh
LEFT JOIN taken USING (ts_us)
ORDER BY ts_us, seq
