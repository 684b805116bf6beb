INSERT INTO reject_store BY NAME
SELECT
    unnest($import_id) AS import_id,
    unnest($line) AS line,
    unnest($kind) AS kind,
    unnest($raw) AS raw,
    unnest($reason) AS reason
