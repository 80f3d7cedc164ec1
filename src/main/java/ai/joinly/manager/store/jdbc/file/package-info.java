/** Database files: identity, keys, backup, restore, check. */
package ai.joinly.manager.store.jdbc.file;
