/** Meetings behind one narrow interface, and joinly servers as the way into them. */
package ai.joinly.manager.meeting;
