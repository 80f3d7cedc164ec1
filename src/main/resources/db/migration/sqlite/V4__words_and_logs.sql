-- What a start reads of each agent stands between many more pieces of its transcript.
CREATE INDEX logs_by_agent ON events (agent_id, seq) WHERE type = 'log';
CREATE INDEX words_by_agent ON events (agent_id, seq) WHERE type IN ('chat', 'utterance');
