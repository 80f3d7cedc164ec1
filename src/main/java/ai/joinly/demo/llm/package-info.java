/** A scripted language model that implements the protocols of all providers. */
package ai.joinly.demo.llm;
