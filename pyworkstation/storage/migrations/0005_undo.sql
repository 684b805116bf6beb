-- Schema 5: what it takes to undo an import, and to replace a stretch of ticks.

-- Which ticks of an import were stored by another before it: tick (ts_ms, sub_us, seq) of import owner_id. When that one
-- is undone, the ticks that others have too pass to the next of them.
CREATE TABLE shared_ticks (
    import_id INTEGER NOT NULL,
    owner_id INTEGER NOT NULL,
    ts_ms BIGINT NOT NULL,
    sub_us SMALLINT NOT NULL,
    seq INTEGER NOT NULL
);

-- Ticks that import replaced_by put others in the place of. They come back when it is undone.
CREATE TABLE replaced_ticks (
    replaced_by INTEGER NOT NULL,
    -- Which of the two tables of ticks it was in.
    is_plain BOOLEAN NOT NULL,
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

CREATE TABLE new_imports (
    id INTEGER NOT NULL,
    -- The files of one command; the id of its first. What people undo.
    run_id INTEGER NOT NULL,
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
    -- Whether it took the place of what was stored of its time.
    replaces BOOLEAN NOT NULL,
    ticks_read BIGINT NOT NULL,
    ticks_new BIGINT NOT NULL,
    -- Rows left out, and how many ticks of each kind of fault there were, left out or not: `crossed=2; zero-spread=14`.
    rejected BIGINT NOT NULL,
    findings VARCHAR NOT NULL,
    first_us BIGINT,
    last_us BIGINT,
    imported_at TIMESTAMP NOT NULL,
    -- Set when ticks of it may have gone with another import; its file may then be imported again.
    incomplete BOOLEAN NOT NULL,
    undone_at TIMESTAMP
);
INSERT INTO new_imports BY NAME
SELECT *, id AS run_id, false AS replaces, false AS incomplete FROM imports;
DROP TABLE imports;
ALTER TABLE new_imports RENAME TO imports;

CREATE TABLE new_unfinished_imports (
    id INTEGER NOT NULL,
    run_id INTEGER NOT NULL,
    instrument_id SMALLINT NOT NULL,
    path VARCHAR NOT NULL,
    sha256 VARCHAR NOT NULL,
    size BIGINT NOT NULL,
    dialect VARCHAR NOT NULL,
    volume_unit VARCHAR NOT NULL,
    time_zone VARCHAR NOT NULL,
    hour_us BIGINT,
    options VARCHAR NOT NULL,
    replaces BOOLEAN NOT NULL,
    ticks_read BIGINT NOT NULL,
    ticks_new BIGINT NOT NULL,
    rejected BIGINT NOT NULL,
    findings VARCHAR NOT NULL,
    first_us BIGINT NOT NULL,
    last_us BIGINT NOT NULL,
    saved_at TIMESTAMP NOT NULL
);
INSERT INTO new_unfinished_imports BY NAME
SELECT *, id AS run_id, false AS replaces FROM unfinished_imports;
DROP TABLE unfinished_imports;
ALTER TABLE new_unfinished_imports RENAME TO unfinished_imports;
