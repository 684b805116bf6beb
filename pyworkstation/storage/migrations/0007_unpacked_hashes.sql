-- Schema 7: the hash of what a packed file holds, so that the same content is known again however it is packed.

-- NULL where the file was not packed, where its content says all of itself, and for imports of before this schema.
ALTER TABLE imports ADD COLUMN unpacked_sha256 VARCHAR;
