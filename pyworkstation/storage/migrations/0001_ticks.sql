-- Schema 1: instruments, ticks, and the journal of imports.

CREATE TABLE instruments (
    id SMALLINT PRIMARY KEY,
    symbol VARCHAR NOT NULL UNIQUE,
    digits UTINYINT NOT NULL,
    volume_digits UTINYINT NOT NULL,
    name VARCHAR NOT NULL,
    -- 10^-digits: what one point is worth.
    point DECIMAL(9, 8) NOT NULL
);

-- The packed ticks. DuckDB bit-packs integers, so each column is cut to where it varies little: sub-millisecond time
-- and seq (the order among ticks of one microsecond) are nearly always 0, volumes nearly always multiples of 10,000.
CREATE TABLE tick_store (
    instrument_id SMALLINT NOT NULL,
    import_id INTEGER NOT NULL,
    ts_ms BIGINT NOT NULL,
    sub_us SMALLINT NOT NULL,
    seq INTEGER NOT NULL,
    bid BIGINT NOT NULL,
    spread BIGINT NOT NULL,
    bid_volume_10k BIGINT NOT NULL,
    bid_volume_rest SMALLINT NOT NULL,
    ask_volume_10k BIGINT NOT NULL,
    ask_volume_rest SMALLINT NOT NULL
);

-- How many ticks each hour holds, so that nobody has to scan the ticks to know.
CREATE TABLE tick_hours (
    instrument_id SMALLINT NOT NULL,
    hour BIGINT NOT NULL,
    ticks BIGINT NOT NULL,
    first_us BIGINT NOT NULL,
    last_us BIGINT NOT NULL,
    PRIMARY KEY (instrument_id, hour)
);

CREATE TABLE imports (
    id INTEGER PRIMARY KEY,
    instrument_id SMALLINT NOT NULL,
    path VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    dialect VARCHAR NOT NULL,
    volume_unit VARCHAR NOT NULL,
    time_zone VARCHAR NOT NULL,
    -- The hour that the path names, where the content does not (bi5); else NULL.
    hour_us BIGINT,
    ticks_read BIGINT NOT NULL,
    ticks_new BIGINT NOT NULL,
    first_us BIGINT,
    last_us BIGINT,
    imported_at TIMESTAMP NOT NULL
);

-- What people query. Times are UTC.
CREATE VIEW ticks AS
SELECT
    symbol,
    make_timestamp(ts_ms * 1000 + sub_us) AS ts,
    CAST(bid * point AS DECIMAL(18, 8)) AS bid,
    CAST((bid + spread) * point AS DECIMAL(18, 8)) AS ask,
    bid_volume_10k * 10000 + bid_volume_rest AS bid_volume,
    ask_volume_10k * 10000 + ask_volume_rest AS ask_volume,
    seq
FROM tick_store
JOIN instruments ON instruments.id = tick_store.instrument_id;
