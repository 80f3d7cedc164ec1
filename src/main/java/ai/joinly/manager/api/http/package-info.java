/** Common handling of requests: bodies, headers, errors, origins, host names. */
package ai.joinly.manager.api.http;
