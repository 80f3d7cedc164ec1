/** Validation of HTTP message framing, before the web server reads the requests. */
package ai.joinly.manager.api.framing;
