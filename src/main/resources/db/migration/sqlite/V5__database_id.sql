-- A copy of a database has another id, and leaves the sessions of the original alone.
ALTER TABLE sessions ADD COLUMN database_id TEXT NOT NULL DEFAULT '';
