-- An unfinished import that a person undid stays known by its number, which no later one may have.
INSERT INTO imports BY NAME
SELECT
    * EXCLUDE (saved_at),
    saved_at AS imported_at,
    false AS incomplete,
    CAST(NULL AS TIMESTAMP) AS undone_at
FROM unfinished_imports
WHERE list_contains($ids, id)
