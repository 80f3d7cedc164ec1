-- Which requests have created an agent; the number is their order, as a clock can be set.
CREATE TABLE idempotency_keys (
  number INTEGER PRIMARY KEY,
  digest TEXT NOT NULL UNIQUE,
  body_digest TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  used_at BIGINT NOT NULL
);
CREATE INDEX idempotency_keys_by_time ON idempotency_keys (used_at);
