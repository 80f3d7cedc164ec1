/**
 * The web server and its routing; the only part of the manager that depends on Helidon's web
 * server.
 */
package ai.joinly.manager.api;
