package ai.joinly.manager.llm;

import ai.joinly.manager.model.TokenUsage;

/** A model's answer and what it cost. */
public record LlmReply(ChatMessage.Assistant message, TokenUsage usage) {}
