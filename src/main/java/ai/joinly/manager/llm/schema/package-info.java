/** Normal form of tool schemas, which every provider accepts, and the conversion of calls back. */
package ai.joinly.manager.llm.schema;
