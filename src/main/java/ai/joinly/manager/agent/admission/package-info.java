/** Which requests create an agent: repetitions, and agents of which there may be only one. */
package ai.joinly.manager.agent.admission;
