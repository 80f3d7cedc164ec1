/** Brings what a language model's server sends into the proper form of its protocol. */
package ai.joinly.manager.llm.reading;
