package ai.joinly.manager.llm.reading.written;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A call of an offered tool, under the name by which it was offered. */
public record WrittenCall(String name, ObjectNode arguments) {}
