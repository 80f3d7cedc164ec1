/** Client interface of language models. */
package ai.joinly.manager.llm;
