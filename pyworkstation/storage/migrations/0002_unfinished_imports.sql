-- Schema 2: imports that stop half-way and go on later, and the rows that were refused.

-- A file whose first batches are stored and whose last is not; its row commits with each batch. The next import of the
-- symbol goes on with it or undoes it, so there is at most one for each instrument.
CREATE TABLE unfinished_imports (
    id INTEGER NOT NULL,
    instrument_id SMALLINT NOT NULL,
    path VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    dialect VARCHAR NOT NULL,
    volume_unit VARCHAR NOT NULL,
    time_zone VARCHAR NOT NULL,
    hour_us BIGINT,
    -- What else the user said of how to read it; empty for the most part.
    options VARCHAR NOT NULL,
    ticks_read BIGINT NOT NULL,
    ticks_new BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    findings VARCHAR NOT NULL,
    first_us BIGINT NOT NULL,
    last_us BIGINT NOT NULL,
    saved_at TIMESTAMP NOT NULL
);

-- Rows of files that were left out: the line (the record, from 1, in a binary file), what is wrong, and what they say.
CREATE TABLE reject_store (
    import_id INTEGER NOT NULL,
    line BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    raw VARCHAR NOT NULL,
    reason VARCHAR NOT NULL
);

-- The tables without their keys: an index takes a block of 256 kB at least, which is a thirtieth of a byte per tick of
-- the first eight million, and rows are found by a scan of these small tables as fast.
CREATE TABLE new_instruments (
    id SMALLINT NOT NULL,
    symbol VARCHAR NOT NULL,
    digits UTINYINT NOT NULL,
    volume_digits UTINYINT NOT NULL,
    name VARCHAR NOT NULL,
    -- 10^-digits: what one point is worth.
    point DECIMAL(9, 8) NOT NULL
);
INSERT INTO new_instruments BY NAME SELECT * FROM instruments;
DROP TABLE instruments;
ALTER TABLE new_instruments RENAME TO instruments;

CREATE TABLE new_tick_hours (
    instrument_id SMALLINT NOT NULL,
    hour BIGINT NOT NULL,
    ticks BIGINT NOT NULL,
    first_us BIGINT NOT NULL,
    last_us BIGINT NOT NULL
);
INSERT INTO new_tick_hours BY NAME SELECT * FROM tick_hours;
DROP TABLE tick_hours;
ALTER TABLE new_tick_hours RENAME TO tick_hours;

CREATE TABLE new_imports (
    id INTEGER NOT NULL,
    instrument_id SMALLINT NOT NULL,
    path VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    dialect VARCHAR NOT NULL,
    volume_unit VARCHAR NOT NULL,
    time_zone VARCHAR NOT NULL,
    -- The hour that the path names, where the content does not (bi5); else NULL.
    hour_us BIGINT,
    -- What else the user said of how to read it; empty for the most part.
    options VARCHAR NOT NULL,
    ticks_read BIGINT NOT NULL,
    ticks_new BIGINT NOT NULL,
    -- Rows left out, and how many ticks of each kind of fault there were, left out or not: `crossed=2; zero-spread=14`.
    rejected BIGINT NOT NULL,
    findings VARCHAR NOT NULL,
    first_us BIGINT,
    last_us BIGINT,
    imported_at TIMESTAMP NOT NULL
);
INSERT INTO new_imports BY NAME SELECT *, '' AS options, 0 AS rejected, '' AS findings FROM imports;
DROP TABLE imports;
ALTER TABLE new_imports RENAME TO imports;

-- What people query.
CREATE VIEW rejects AS
SELECT symbol, path, line, kind, raw, reason, imported_at
FROM reject_store
JOIN imports ON imports.id = reject_store.import_id
JOIN instruments ON instruments.id = imports.instrument_id;
