INSERT INTO unfinished_imports BY NAME
SELECT journal_rows.*, current_localtimestamp() AS saved_at
FROM journal_rows
