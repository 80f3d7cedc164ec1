/** Where requests begin and end on a connection: checked before the web server reads them. */
package ai.joinly.manager.api.framing;
