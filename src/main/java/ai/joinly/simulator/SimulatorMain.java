package ai.joinly.simulator;

import ai.joinly.simulator.meeting.Traffic;
import java.io.PrintStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;

/** Main class of the simulator as a separate process; prints {@code listening on <url>}. */
public final class SimulatorMain {
  private static final String USAGE =
      """
      A simulated joinly server. All options are optional:
        --port N                   the loopback port, 0 for any free one (8000)
        --fast                     only speech takes time; must be the first option
        --start-ms N  --join-ms N  --leave-ms N  --chat-ms N
        --speech-rate N            characters the agent speaks per second
        --utterance-tail-ms N  --recognition-ms N  --interrupt-after-ms N  --ping-ms N
        --newer-server             one meeting for all clients
        --traffic-every-ms N       interval between two lines in each meeting
        --traffic-text TEXT        with {n}, {name} and {micros} ("{name}, line {n} at {micros}?")
        --traffic-speaker NAME     ("Anna Berg")
        --traffic-lines N          lines in each meeting, 0 for no limit (0)
        --traffic-utterance-lines N  an utterance ends with each N-th line (1)
        --fault NAME=VALUE         any of: %s
      """
          .formatted(FaultSettings.NAMES);

  /** Arguments of the command line. */
  record Arguments(SimulatorOptions options, List<String> faults) {
    /**
     * @throws IllegalArgumentException for an unknown option or an invalid value
     */
    static Arguments parse(List<String> arguments) {
      SimulatorOptions.Builder options = SimulatorOptions.realistic().port(8000);
      List<String> faults = new ArrayList<>();
      Optional<Duration> every = Optional.empty();
      String text = "{name}, line {n} at {micros}?";
      String speaker = "Anna Berg";
      int lines = 0;
      int linesPerUtterance = 1;
      for (int i = 0; i < arguments.size(); i++) {
        String name = arguments.get(i);
        switch (name) {
          case "--fast" -> options = SimulatorOptions.fast().port(8000);
          case "--newer-server" -> options.newerServer(true);
          default -> {
            if (++i >= arguments.size()) {
              throw new IllegalArgumentException(name + " is unknown or has no value.");
            }
            String value = arguments.get(i);
            switch (name) {
              case "--fault" -> faults.add(value);
              case "--traffic-every-ms" -> every = Optional.of(millis(value));
              case "--traffic-text" -> text = value;
              case "--traffic-speaker" -> speaker = value;
              case "--traffic-lines" -> lines = Integer.parseInt(value);
              case "--traffic-utterance-lines" -> linesPerUtterance = Integer.parseInt(value);
              default -> apply(options, name, value);
            }
          }
        }
      }
      if (every.isPresent()) {
        options.traffic(new Traffic(every.get(), speaker, text, lines, linesPerUtterance));
      }
      return new Arguments(options.build(), faults);
    }

    private static void apply(SimulatorOptions.Builder options, String name, String value) {
      switch (name) {
        case "--port" -> options.port(Integer.parseInt(value));
        case "--start-ms" -> options.startTime(millis(value));
        case "--join-ms" -> options.joinTime(millis(value));
        case "--leave-ms" -> options.leaveTime(millis(value));
        case "--chat-ms" -> options.chatTime(millis(value));
        case "--speech-rate" -> options.speechRate(Double.parseDouble(value));
        case "--utterance-tail-ms" -> options.utteranceTail(millis(value));
        case "--recognition-ms" -> options.recognitionTime(millis(value));
        case "--interrupt-after-ms" -> options.interruptAfter(millis(value));
        case "--ping-ms" -> options.pingPeriod(millis(value));
        default -> throw new IllegalArgumentException(name + " is unknown.");
      }
    }

    private static Duration millis(String value) {
      return Duration.ofMillis(Long.parseLong(value));
    }
  }

  private SimulatorMain() {}

  public static void main(String[] arguments) throws InterruptedException {
    Arguments parsed;
    JoinlySimulator simulator;
    try {
      parsed = Arguments.parse(List.of(arguments));
      simulator = JoinlySimulator.start(parsed.options());
      for (String fault : parsed.faults()) {
        int equals = fault.indexOf('=');
        FaultSettings.apply(
            simulator.faults(),
            equals < 0 ? fault : fault.substring(0, equals),
            equals < 0 ? "true" : fault.substring(equals + 1));
      }
    } catch (IllegalArgumentException | IllegalStateException e) {
      System.err.println(e.getMessage());
      System.err.print(USAGE);
      System.exit(2);
      return;
    }
    Runtime.getRuntime().addShutdownHook(new Thread(simulator::close));
    PrintStream out = System.out;
    out.println("listening on " + simulator.mcpUrl());
    out.flush();
    new CountDownLatch(1).await();
  }
}
