-- Those of the imports that go, and, once shares are passed on, those of owners with themselves.
DELETE FROM shared_ticks
WHERE list_contains($ids, import_id) OR import_id = owner_id
