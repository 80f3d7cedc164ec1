/** Parsing of answers of language model servers into the regular form of their protocols. */
package ai.joinly.manager.llm.reading;
