package ai.joinly.manager.llm.repair;

import static ai.joinly.manager.llm.repair.Repair.ALTERNATE_ROLES;
import static ai.joinly.manager.llm.repair.Repair.FEWER_TOOLS;
import static ai.joinly.manager.llm.repair.Repair.FLATTEN_TOOLS;
import static ai.joinly.manager.llm.repair.Repair.FOLD_SYSTEM;
import static ai.joinly.manager.llm.repair.Repair.LEAVE_OUT_FURTHER_TOOLS;
import static ai.joinly.manager.llm.repair.Repair.LEAVE_OUT_PARAMETER;
import static ai.joinly.manager.llm.repair.Repair.LEAVE_OUT_TOOL;
import static ai.joinly.manager.llm.repair.Repair.SHORT_CALL_IDS;
import static ai.joinly.manager.llm.repair.Repair.SINGLE_CALLS;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Server's objection to a request, with the applicable repairs in the order in which they are
 * tried. The first complaint with a matching wording is used.
 */
public enum Complaint {
  /** No repair: the request must be sent without tools. */
  TOOLS_UNSUPPORTED(
      List.of(),
      "(does(n't| not)|do not) support (the use of )?(tools|tool[ -](use|calls?|calling)"
          + "|function[ -]calling|functions)\\b",
      "--enable-auto-tool-choice",
      "no endpoints found that support tool",
      "tools param requires",
      "(?<!parallel )\\b(tools|tool (use|calls|calling)|function calling|functions)[`'\"]? (is|are)"
          + " not (supported|enabled|available)",
      "does not support param[^\\n]{0,200}['\"`]tools['\"`]",
      "(unsupported|unknown|unrecognized) (parameters?|request arguments?( supplied)?|fields?"
          + "|arguments?):? ?[\\['\"`]{0,2}tools\\b(?![.\\[_])"),

  /** No lasting repair: the same request may succeed the next time. */
  UNREADABLE_CALL(
      List.of(),
      "tool_use_failed",
      "failed to call a function",
      "error parsing tool call",
      "failed to parse tool call",
      "failed to parse input at pos",
      "tool call validation failed",
      "model did not call a tool",
      "output_parse_failed",
      "tool calls, these cannot both be empty",
      "malformed[_ ]function[_ ]call",
      "unexpected[_ ]tool[_ ]call"),

  TOOL_COUNT(
      List.of(FEWER_TOOLS, LEAVE_OUT_FURTHER_TOOLS),
      "tools['\"`]? ?:? ?(array too long|maximum number of items|list should have at most)",
      "too many (tools|functions|function declarations)",
      "(at most|more than|maximum of|limit of) \\d{1,5} (tools|functions|function declarations"
          + "|items in tools)",
      "(number of|maximum) (tools|functions|function declarations)\\b[^\\n]{0,60}\\d",
      "(exceed\\w*|above) the (maximum|limit)[^\\n]{0,30} (tools|functions)\\b"),

  SYSTEM_ROLE(
      List.of(FOLD_SYSTEM, ALTERNATE_ROLES, FLATTEN_TOOLS),
      "system role[`'\"]? (is )?not",
      "['\"`]system['\"`] role",
      "role['\"`]? does not support ['\"`]?system",
      "got ['\"`]?system",
      "(developer|system) (instruction|message|prompt)s? (is|are) not (supported|enabled|allowed)",
      "does(n't| not) support (the )?(system|developer) (role|instruction|message|prompt)"),

  /** Concerns this conversation, in which a message is missing, rather than all conversations. */
  BROKEN_PAIRS(
      List.of(FLATTEN_TOOLS),
      "same number of function calls",
      "function response parts",
      "must be (a response|followed by tool)",
      "ids were found without",
      "must have a corresponding",
      "thought_signature"),

  ROLE_ORDER(
      List.of(ALTERNATE_ROLES, FLATTEN_TOOLS, FOLD_SYSTEM),
      "unexpected role",
      "invalid_request_message_order",
      "(must|should|roles?|requests?|turns?)[\\w ]{0,30} alternate",
      "alternat(e|ing) (between|user)",
      "expected last role",
      "(first|last|final)[\\w -]{0,40} (message|role|turn)['\"`]? (must|should|has to)",
      "(start|begin|end) with (a |an |the )?['\"`]?user",
      "(successive|consecutive) (user|assistant|messages|roles)",
      "(message|assistant|support) prefill",
      "function (call|response) turn",
      "role['\"`]? ?:? ?['\"`]?tool['\"`]? must follow",
      "assistant messages at the end",
      "only user(,| and) [\\w, ]{0,40}roles are supported"),

  /** A model's chat template fails on messages with calls, mostly with status 500. */
  TEMPLATE(
      List.of(FLATTEN_TOOLS, ALTERNATE_ROLES, FOLD_SYSTEM),
      "(has no|no) (attribute|element) ['\"`]?(content|tool_calls|tool_call_id|name|function)\\b",
      "'?nonetype'? (object|to str)|can only concatenate str",
      "jinja2?\\b[^\\n]{0,80}(error|exception|undefined)",
      "(chat )?template[^\\n]{0,40}(error|exception|fail)",
      "(error|exception|fail\\w*)[^\\n]{0,40}\\b(chat )?template"),

  CALL_IDS(
      List.of(SHORT_CALL_IDS, FLATTEN_TOOLS),
      "tool[ _]call[ _]ids? (was|is|should|must|has)",
      "tool_calls?(\\[\\d+\\]|\\.\\d+)?\\.id\\b",
      "tool_call_id['\"`]?[^\\n]{0,60}(too long|pattern|length|invalid|duplicate)",
      "tool_use(\\.id|_id['\"`]?:|['\"`]? ids must)",
      "tooluseid",
      "duplicate[^\\n]{0,40}(tool_call_id|tool call id|tool_use)",
      "invalid tool[_ ]call[_ ]id"),

  PARALLEL_CALLS(
      List.of(SINGLE_CALLS, LEAVE_OUT_PARAMETER, FLATTEN_TOOLS),
      "(single|one) tool[- ]calls?",
      "(multiple|parallel) (tool|function)[- ]call(s|ing)? (is |are )?(not|un)"),

  /** Precedes the tools, since the error names the position of a tool. */
  CACHE(List.of(LEAVE_OUT_PARAMETER), "cache_control"),

  TOOL_SCHEMA(
      List.of(LEAVE_OUT_TOOL, LEAVE_OUT_PARAMETER, LEAVE_OUT_FURTHER_TOOLS),
      "invalid (json )?schema for (function|tool)",
      "invalid_function_parameters",
      "invalid function (schema|parameters|name)",
      "\\btools(\\[\\d+\\]|\\.\\d+)",
      "functions?(_?declarations)?\\[\\d+\\]",
      "['\"]tools['\"], ?\\d+",
      "input_schema",
      "property keys should match",
      "(json )?schema (conversion failed|is too complex|produces a constraint|contains)",
      "unrecognized schema",
      "unmarshal[^\\n]{0,100}\\btools?\\b",
      "tool names? must",
      "failed to parse (the )?(tools?|grammar)",
      "grammar[^\\n]{0,60}(fail|error|invalid|support)"),

  /** The error names some other parameter. */
  PARAMETER(List.of(LEAVE_OUT_PARAMETER)),

  /** The server does not name the reason. */
  UNKNOWN(List.of(LEAVE_OUT_FURTHER_TOOLS, FLATTEN_TOOLS));

  @SuppressWarnings("ImmutableEnumChecker") // made by List.of
  private final List<Repair> repairs;

  private final Pattern wordings;

  Complaint(List<Repair> repairs, String... wordings) {
    this.repairs = repairs;
    this.wordings =
        Pattern.compile(
            wordings.length == 0 ? "(?!)" : String.join("|", wordings), Pattern.CASE_INSENSITIVE);
  }

  /** Returns the first complaint that matches {@code words}, the error message of a server. */
  public static Optional<Complaint> in(String words) {
    return Arrays.stream(values())
        .filter(complaint -> complaint.wordings.matcher(words).find())
        .findFirst();
  }

  /** Returns the applicable repairs, the mildest first. */
  List<Repair> repairs() {
    return repairs;
  }

  /**
   * Returns whether {@code repair} applies to all later requests rather than to one conversation.
   */
  boolean isLasting(Repair repair) {
    return repair != FLATTEN_TOOLS || (this != BROKEN_PAIRS && this != UNKNOWN);
  }
}
