CREATE OR REPLACE TEMP TABLE fresh AS
SELECT
    CAST($instrument_id AS SMALLINT) AS instrument_id,
    import_id,
    ts_us,
    CAST(0 AS INTEGER) AS seq,
    bid,
    ask,
    bid_volume,
    ask_volume
FROM incoming
POSITIONAL JOIN marks
