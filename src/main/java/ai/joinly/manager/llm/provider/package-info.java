/** Requests to and answers from each provider, by LangChain4j. */
package ai.joinly.manager.llm.provider;
