package ai.joinly.manager.agent;

import ai.joinly.manager.domain.agent.Agent;
import ai.joinly.manager.domain.agent.AgentStatus;
import ai.joinly.manager.domain.meeting.MeetingAddress;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Which agents a list has. An agent must fit every condition that is given.
 *
 * @param statuses any of these; all if empty
 * @param meeting an address of the agent's meeting, however it is written
 * @param metadata for each name any of these values
 * @param after the position behind which the list begins
 * @param limit maximum number of agents
 * @param logLines maximum number of log lines of each agent
 */
public record AgentQuery(
    Set<AgentStatus> statuses,
    Optional<MeetingAddress> meeting,
    Map<String, Set<String>> metadata,
    Optional<AgentCursor> after,
    int limit,
    int logLines) {
  public AgentQuery {
    statuses = Set.copyOf(statuses);
    metadata = Map.copyOf(metadata);
  }

  /** Returns a query for all agents. */
  public static AgentQuery all(int logLines) {
    return new AgentQuery(
        Set.of(), Optional.empty(), Map.of(), Optional.empty(), Integer.MAX_VALUE, logLines);
  }

  /** Returns a filter of agents; the address of the meeting is normalized once. */
  public Predicate<Agent> filter() {
    Optional<String> meetingKey = meeting.map(MeetingAddress::key);
    return agent ->
        (statuses.isEmpty() || statuses.contains(agent.status()))
            && (meetingKey.isEmpty() || meetingKey.get().equals(agent.address().key()))
            && metadata.entrySet().stream().allMatch(entry -> hasEntry(agent, entry));
  }

  private static boolean hasEntry(Agent agent, Map.Entry<String, Set<String>> asked) {
    Map<String, String> entries = agent.kept().metadata().entries();
    return Optional.ofNullable(entries.get(asked.getKey()))
        .filter(asked.getValue()::contains)
        .isPresent();
  }
}
