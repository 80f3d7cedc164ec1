/** REST and WebSocket; alone in the product to know the web server. */
package ai.joinly.manager.web;
