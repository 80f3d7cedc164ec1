/** HTTP connections to other servers, for all who keep some. */
package ai.joinly.manager.http;
