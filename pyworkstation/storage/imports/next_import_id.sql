-- Of files; live imports have numbers of their own, from a thousand million on: a file under import has its number before
-- the journal knows it.
SELECT greatest(
    (SELECT coalesce(max(id), 0) FROM imports WHERE id < 1000000000),
    (SELECT coalesce(max(id), 0) FROM unfinished_imports)
) + 1
