/** The one form of tool schemas that every provider takes, and the way back from it. */
package ai.joinly.manager.llm.schema;
