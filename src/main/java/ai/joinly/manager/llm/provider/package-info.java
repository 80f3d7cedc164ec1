/** Requests and answers of each provider, by LangChain4j. */
package ai.joinly.manager.llm.provider;
