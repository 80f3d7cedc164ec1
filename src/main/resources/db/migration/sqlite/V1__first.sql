CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL);

CREATE TABLE agents (
  id TEXT PRIMARY KEY,
  age BIGINT NOT NULL,
  config TEXT NOT NULL,
  secrets TEXT NOT NULL,
  created_at BIGINT NOT NULL,
  status TEXT NOT NULL,
  meeting_status TEXT NOT NULL,
  wants_meeting INTEGER NOT NULL,
  started_at BIGINT,
  stopped_at BIGINT,
  error_message TEXT,
  last_error TEXT
);

-- position is given by the one writer, and never used twice
CREATE TABLE events (
  position INTEGER PRIMARY KEY,
  agent_id TEXT NOT NULL,
  seq BIGINT NOT NULL,
  type TEXT NOT NULL,
  json TEXT NOT NULL
);
CREATE UNIQUE INDEX events_by_agent ON events (agent_id, seq);

CREATE TABLE sessions (
  server TEXT NOT NULL,
  id TEXT NOT NULL,
  agent_id TEXT NOT NULL,
  stage TEXT NOT NULL,
  first_seq BIGINT NOT NULL,
  protocol_version TEXT NOT NULL,
  server_version TEXT NOT NULL,
  join_request BIGINT,
  opened_at BIGINT NOT NULL,
  joined_at BIGINT,
  PRIMARY KEY (server, id)
);

CREATE TABLE actions (
  agent_id TEXT NOT NULL,
  action BIGINT NOT NULL,
  turn BIGINT NOT NULL,
  tool TEXT NOT NULL,
  arguments TEXT NOT NULL,
  intended_at BIGINT NOT NULL,
  ended_at BIGINT,
  outcome TEXT,
  result TEXT,
  PRIMARY KEY (agent_id, action)
);
CREATE INDEX open_actions ON actions (agent_id) WHERE outcome IS NULL;

CREATE TABLE messages (
  agent_id TEXT NOT NULL,
  number BIGINT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (agent_id, number)
);

CREATE TABLE turns (
  agent_id TEXT NOT NULL,
  turn BIGINT NOT NULL,
  started_at BIGINT NOT NULL,
  lasted_micros BIGINT NOT NULL,
  outcome TEXT NOT NULL,
  provider TEXT NOT NULL,
  model TEXT NOT NULL,
  input_tokens BIGINT NOT NULL,
  output_tokens BIGINT NOT NULL,
  cached_input_tokens BIGINT NOT NULL,
  PRIMARY KEY (agent_id, turn)
);

CREATE TABLE analyses (agent_id TEXT PRIMARY KEY, json TEXT NOT NULL);
