package ai.joinly.manager.llm.reading.written;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** Call of an offered tool, with its offered name. */
public record WrittenCall(String name, ObjectNode arguments) {}
