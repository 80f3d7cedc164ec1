/** A scripted language model that speaks the protocols of all providers. */
package ai.joinly.demo.llm;
