/** Use of language models and speech services, and the reports of turns. */
package ai.joinly.manager.domain.usage;
