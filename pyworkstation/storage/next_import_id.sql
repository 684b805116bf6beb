SELECT greatest(
    (SELECT coalesce(max(id), 0) FROM imports),
    (SELECT coalesce(max(id), 0) FROM unfinished_imports)
) + 1
