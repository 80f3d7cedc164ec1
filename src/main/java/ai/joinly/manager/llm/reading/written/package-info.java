/**
 * Parsing of tool calls that a model wrote into its text, in the notations of all model families.
 */
package ai.joinly.manager.llm.reading.written;
