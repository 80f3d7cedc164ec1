/** Sessions at joinly servers: start, join, tools, leave, recovery. */
package ai.joinly.manager.meeting.joinly;
