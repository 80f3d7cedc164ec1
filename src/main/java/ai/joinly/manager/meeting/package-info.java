/** Interface to meeting servers. */
package ai.joinly.manager.meeting;
