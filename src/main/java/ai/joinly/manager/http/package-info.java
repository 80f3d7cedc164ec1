/** HTTP connections to other servers: transport, pool, proxies and memory budget. */
package ai.joinly.manager.http;
