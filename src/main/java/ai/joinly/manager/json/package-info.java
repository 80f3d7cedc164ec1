/** JSON forms of the domain model and of events, for the API and the store. */
package ai.joinly.manager.json;
