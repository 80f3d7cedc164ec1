package ai.joinly.manager.logging;

import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.regex.Pattern;

/** Formatter for human readers: one line a record; a stack trace follows on separate lines. */
final class TextFormatter extends Formatter {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
          .withZone(ZoneOffset.UTC);
  private static final String OWN = "ai.joinly.manager.";

  /** Characters that could start a new line or control a terminal. */
  private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\u2028\\u2029]+");

  private static final Pattern CONTROL_IN_STACK = Pattern.compile("[\\p{Cntrl}&&[^\\r\\n\\t]]+");

  @Override
  public String format(LogRecord record) {
    LogLine line = LogLine.of(record, formatMessage(record));
    String logger = line.logger();
    StringBuilder text = new StringBuilder(160);
    text.append(TIME.format(line.time())).append(' ');
    text.append("%-5s ".formatted(line.level()));
    text.append(logger.startsWith(OWN) ? logger.substring(OWN.length()) : logger);
    line.agent().ifPresent(agent -> text.append(" [").append(agent).append(']'));
    line.request().ifPresent(request -> text.append(" [").append(request).append(']'));
    text.append(": ").append(CONTROL.matcher(line.message()).replaceAll(" ")).append('\n');
    line.exception()
        .ifPresent(
            stack -> text.append(CONTROL_IN_STACK.matcher(stack).replaceAll(" ")).append('\n'));
    return text.toString();
  }
}
