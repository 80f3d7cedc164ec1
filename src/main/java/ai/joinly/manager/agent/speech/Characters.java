package ai.joinly.manager.agent.speech;

import java.text.Normalizer;

/**
 * Filter for characters that a medium cannot show or speak: control and formatting characters,
 * unpaired surrogates and, for a voice, emoji and drawings. Replaces all kinds of line breaks by
 * {@code \n} and all other white space by a blank.
 */
final class Characters {
  private static final int ZERO_WIDTH_NON_JOINER = 0x200C;
  private static final int ZERO_WIDTH_JOINER = 0x200D;
  private static final int EMOJI_STYLE = 0xFE0F;
  private static final int KEYCAP = 0x20E3;

  /** Characters that Unicode classifies as pictographs but that occur in ordinary texts. */
  private static final String SIGNS = "©®™ℹ‼⁉";

  private static final String SPEAKABLE_PUNCTUATION = "%‰&@§";
  private static final String SILENT_MATH = "|~<>^=";

  private final String text;
  private final Medium medium;
  private final StringBuilder out;
  private boolean gap;

  private Characters(String text, Medium medium) {
    this.text = text;
    this.medium = medium;
    this.out = new StringBuilder(text.length());
  }

  /** Returns {@code text} without the characters that {@code medium} does not support. */
  static String clean(String text, Medium medium) {
    return new Characters(text, medium).run();
  }

  /** Returns whether {@code text} contains a character that a voice can speak. */
  static boolean isSpeakable(String text) {
    return text.codePoints().anyMatch(Characters::isSpeakable);
  }

  private static boolean isSpeakable(int character) {
    return switch (Character.getType(character)) {
      case Character.CURRENCY_SYMBOL,
          Character.OTHER_SYMBOL,
          Character.OTHER_NUMBER,
          Character.LETTER_NUMBER ->
          true;
      case Character.MATH_SYMBOL -> SILENT_MATH.indexOf(character) < 0;
      default ->
          Character.isLetterOrDigit(character) || SPEAKABLE_PUNCTUATION.indexOf(character) >= 0;
    };
  }

  private String run() {
    int i = 0;
    while (i < text.length()) {
      int character = text.codePointAt(i);
      int after = i + Character.charCount(character);
      take(character, after);
      i = after;
    }
    return out.toString();
  }

  private void take(int character, int after) {
    if (isLineBreak(character, after)) {
      append('\n');
    } else if (character == '\t' || Character.isSpaceChar(character)) {
      append(groupsDigits(character, after) ? character : ' ');
    } else if (isHidden(character, after)) {
      return;
    } else if (medium == Medium.VOICE && isPicture(character, after)) {
      gap = true;
    } else if (isStyledLetter(character)) {
      Normalizer.normalize(Character.toString(character), Normalizer.Form.NFKC)
          .codePoints()
          .forEach(this::append);
    } else {
      append(character);
    }
  }

  private boolean isLineBreak(int character, int after) {
    return switch (character) {
      case '\n', 0x0B, '\f', 0x85, 0x2028, 0x2029 -> true;
      case '\r' -> next(after) != '\n';
      default -> false;
    };
  }

  /** Returns whether a space groups the digits of a number, as some languages write it. */
  private boolean groupsDigits(int space, int after) {
    return (space == 0xA0 || space == 0x202F)
        && Character.isDigit(last())
        && Character.isDigit(next(after));
  }

  private boolean isHidden(int character, int after) {
    if (isVariation(character) || character == KEYCAP) {
      return medium == Medium.VOICE;
    }
    return switch (Character.getType(character)) {
      case Character.CONTROL, Character.SURROGATE, Character.PRIVATE_USE, Character.UNASSIGNED ->
          true;
      case Character.FORMAT -> !isNeeded(character, after);
      default -> false;
    };
  }

  private static boolean isVariation(int character) {
    return isBetween(character, 0xFE00, 0xFE0F) || isBetween(character, 0xE0100, 0xE01EF);
  }

  /**
   * Returns whether a formatting character is needed: joiners affect the reading of Persian, Hindi
   * and other scripts, and Unicode classifies some number signs as formatting characters.
   */
  private boolean isNeeded(int format, int after) {
    if (format == ZERO_WIDTH_JOINER || format == ZERO_WIDTH_NON_JOINER) {
      return (isOfWord(last()) && isOfWord(next(after)))
          || (medium == Medium.CHAT && format == ZERO_WIDTH_JOINER);
    }
    return isBetween(format, 0x600, 0x605)
        || format == 0x6DD
        || format == 0x70F
        || isBetween(format, 0x890, 0x891)
        || format == 0x8E2
        || (medium == Medium.CHAT && isBetween(format, 0xE0020, 0xE007F));
  }

  private static boolean isOfWord(int character) {
    int type = Character.getType(character);
    return Character.isLetter(character)
        || type == Character.NON_SPACING_MARK
        || type == Character.COMBINING_SPACING_MARK;
  }

  private boolean isPicture(int character, int after) {
    if (SIGNS.indexOf(character) >= 0) {
      return false;
    }
    if (isBetween(character, 0x2190, 0x21FF)) { // arrows
      return next(after) == EMOJI_STYLE;
    }
    return Character.isExtendedPictographic(character)
        || Character.isEmojiPresentation(character)
        || Character.isEmojiModifier(character)
        || (Character.getType(character) == Character.OTHER_SYMBOL && isDrawing(character));
  }

  /** Returns whether the character is in a block of boxes, shapes, dingbats or pictures. */
  private static boolean isDrawing(int character) {
    return isBetween(character, 0x2500, 0x27BF)
        || isBetween(character, 0x2B00, 0x2BFF)
        || isBetween(character, 0x1F000, 0x1FAFF);
  }

  /**
   * Returns whether the character is a styled letter or digit, which people use for bold and
   * italics without markup.
   */
  private static boolean isStyledLetter(int character) {
    return isBetween(character, 0x1D400, 0x1D7FF);
  }

  private static boolean isBetween(int character, int first, int last) {
    return first <= character && character <= last;
  }

  private int last() {
    return out.isEmpty() ? -1 : out.codePointBefore(out.length());
  }

  private int next(int after) {
    return after < text.length() ? text.codePointAt(after) : -1;
  }

  /**
   * Appends a character. A removed picture leaves a blank between two words, but none before
   * closing punctuation.
   */
  private void append(int character) {
    if (gap) {
      gap = false;
      if (SentenceEnd.isClosing(character)) {
        while (last() == ' ') {
          out.setLength(out.length() - 1);
        }
      } else if (!out.isEmpty() && last() != ' ' && last() != '\n') {
        out.append(' ');
      }
    }
    out.appendCodePoint(character);
  }
}
