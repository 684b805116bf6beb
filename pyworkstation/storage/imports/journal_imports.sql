INSERT INTO imports BY NAME
SELECT journal_rows.*, false AS incomplete, current_localtimestamp() AS imported_at
FROM journal_rows
