/** Addresses: how they are read, compared and judged. */
package ai.joinly.manager.net;
