/** The JSON forms of the model and of events, as the API has them. */
package ai.joinly.manager.json;
