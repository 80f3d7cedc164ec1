/** Parsing, comparison and classification of network addresses. */
package ai.joinly.manager.net;
