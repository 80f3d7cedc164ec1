/** Store in an SQL database. */
package ai.joinly.manager.store.jdbc;
