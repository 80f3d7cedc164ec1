/** REST services: agents, meetings, history, usage, version. */
package ai.joinly.manager.api.rest;
