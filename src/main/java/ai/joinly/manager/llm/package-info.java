/** Interface to language models. */
package ai.joinly.manager.llm;
