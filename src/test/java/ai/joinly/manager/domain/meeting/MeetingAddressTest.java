package ai.joinly.manager.domain.meeting;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MeetingAddressTest {
  private static String key(String address) {
    return new MeetingAddress(address).key();
  }

  @ParameterizedTest
  @CsvSource({
    "https://us02web.zoom.us/j/123?pwd=S3CRET&utm_source=x,"
        + "https://us02web.zoom.us/j/123?pwd=***&utm_source=x",
    "https://zoom.us/w/123?tk=S3CRET&PWD=S3CRET,https://zoom.us/w/123?tk=***&PWD=***",
    "https://zoom.us/wc/join/123?%70wd=S3CRET,https://zoom.us/wc/join/123?%70wd=***",
    "https://teams.microsoft.com/meet/123?p=S3CRET,https://teams.microsoft.com/meet/123?p=***",
    "https://x.webex.com/x/j.php?MTID=m1&password=S3CRET,"
        + "https://x.webex.com/x/j.php?MTID=m1&password=***",
    "https://meet.jit.si/Room?jwt=S3CRET#config.x=S3CRET,https://meet.jit.si/Room?jwt=***",
    "https://joe:S3CRET@bbb.test/b/room?passcode=S3CRET,https://***@bbb.test/b/room?passcode=***",
    "https://bbb.test/api/join;token=S3CRET?a=b,https://bbb.test/api/join;token=***?a=b",
    "https://safe.test/?url=https%3A%2F%2Fzoom.us%2Fj%2F1%3Fpwd%3DS3CRET&data=1,"
        + "https://safe.test/?url=***&data=1",
    "https://meet.google.com/abc-defg-hij?authuser=0,https://meet.google.com/abc-defg-hij?authuser=0",
  })
  void theSecretPartsAreNotShown(String given, String shown) {
    assertEquals(shown, new MeetingAddress(given).shown());
    assertFalse(new MeetingAddress(given).toString().contains("S3CRET"));
    assertFalse(key(given).contains("S3CRET"), key(given));
  }

  @ParameterizedTest
  @CsvSource({
    "https://meet.google.com/abc-defg-hij,HTTPS://Meet.Google.com:443/ABC-DEFG-HIJ?authuser=1&hs=122#x",
    "https://meet.google.com/abc-defg-hij,https://meet.google.com/abcdefghij/?pli=1",
    "https://us02web.zoom.us/j/12345?pwd=a,https://zoom.us/wc/join/12345?pwd=b&from=addon",
    "https://acme.zoom.us/j/12345,https://acme.zoom.us/s/12345?zak=x#success",
    "https://acme.zoom.us/j/12345,https://acme.zoom.us/wc/12345/join?omn=9",
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_A%40thread.v2/0?context=%7b%22Tid%22%7d,"
        + "https://teams.microsoft.com/l/meetup-join/19:meeting_A@thread.v2/0",
    "https://teams.live.com/meet/94?p=abc,https://teams.live.com/meet/94",
    "https://teams.microsoft.com/l/meetup-join/19%3ameeting_A%40thread.v2/0?context=x,"
        + "https://teams.microsoft.com/_#/l/meetup-join/19:meeting_A@thread.v2/0?context=y",
    "https://teams.microsoft.com/meet/94,https://teams.microsoft.com/v2/?x=true#/meet/94?p=abc",
    "https://x.webex.com/x/j.php?MTID=m1&utm_campaign=c,https://x.webex.com/x/j.php?MTID=m1",
    "https://bbb.test/room?b=2&a=1,https://bbb.test:443/room/?a=1&fbclid=7&b=2&gclid=1&mc_cid=2",
    "http://bbb_one:80/room,http://BBB_ONE/room?ref=mail&si=1",
    "https://bbb.test/room,https://joe:secret@bbb.test/room?passcode=x&token=y",
  })
  void addressesOfOneMeetingHaveOneKey(String one, String other) {
    assertEquals(key(one), key(other));
  }

  @ParameterizedTest
  @CsvSource({
    "https://meet.google.com/abc-defg-hij,https://meet.google.com/abc-defg-hik",
    "https://zoom.us/j/12345,https://zoom.us/j/12346",
    "https://acme.zoom.us/j/12345,https://other.zoom.us/j/12345",
    "https://x.webex.com/x/j.php?MTID=m1,https://x.webex.com/x/j.php?MTID=m2",
    "https://bbb.test/room,http://bbb.test/room",
    "https://bbb.test/Room,https://bbb.test/room",
    "https://bbb.test:8443/room,https://bbb.test/room",
    "https://bbb.test/?p=1,https://bbb.test/?p=2",
    "https://teams.microsoft.com/v2/?x=true#/meet/94,https://teams.microsoft.com/v2/?x=true#/meet/95",
    "https://call.test/#/one,https://call.test/#/two",
  })
  void otherMeetingsHaveOtherKeys(String one, String other) {
    assertNotEquals(key(one), key(other));
  }

  @Test
  void whatQuotesTheAddressOrItsSecretIsMasked() {
    MeetingAddress address = new MeetingAddress("https://zoom.us/j/1?pwd=S3%20CRET.1");
    assertEquals(
        "goto https://zoom.us/j/1?pwd=*** wrong *** or ***, see https://app.zoom.us/x?pwd=***",
        address.hide(
            "goto https://zoom.us/j/1?pwd=S3%20CRET.1 wrong S3 CRET.1 or S3%20CRET.1, see"
                + " https://app.zoom.us/x?pwd=other"));
    assertEquals("Pay S3 CRET.1", address.hideAddress("Pay S3 CRET.1"));
  }

  @Test
  void theMeetingsAddressIsMaskedHoweverItIsWritten() {
    MeetingAddress address =
        new MeetingAddress("https://us02web.zoom.us/j/12345?pwd=S3CRET&utm_source=x");
    assertEquals(
        "[{\"text\":\"Join https://us02web.zoom.us/j/12345?pwd=***\\nor"
            + " \\\"https://zoom.us/wc/join/12345?pwd=***\\\", not https://zoom.us/j/4?pwd=OTHER\"}]",
        address.hideAddress(
            "[{\"text\":\"Join https://us02web.zoom.us/j/12345?pwd=S3CRET\\nor"
                + " \\\"https://zoom.us/wc/join/12345?pwd=S3CRET\\\", not"
                + " https://zoom.us/j/4?pwd=OTHER\"}]"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"https://x.test/?", "https://x.test/;a=b", "https://@", "a=", "%25"})
  void aLongAddressIsMaskedInTime(String piece) {
    String hostile = "https://x.test/?url=" + piece.repeat(200_000);
    assertTimeoutPreemptively(
        Duration.ofSeconds(20),
        () -> {
          MeetingAddress.maskAll(hostile);
          new MeetingAddress(hostile).key();
          new MeetingAddress("https://x.test/a").hideAddress(hostile);
        });
  }

  /** A participant can write one into the chat. */
  @Test
  void addressesWithinAddressesAreMaskedToALimit() {
    MeetingAddress meeting = new MeetingAddress("https://zoom.us/j/1?pwd=S3CRET");
    String outer = "https://a.test/?next=https%3A%2F%2Fb.test%2F%3Ftoken%3DOTHER";
    assertEquals("see https://a.test/?next=***", meeting.hide("see " + outer));
    String many = "https://a.test/?b=".repeat(10_000) + "c";
    assertEquals("https://a.test/?b=***", meeting.hide(many));
    assertEquals("https://a.test/?b=***", MeetingAddress.maskAll(many));
    assertEquals("https://a.test/?b=***", new MeetingAddress(many).shown());
  }

  @Test
  void longAddressesAreReadInTheTimeThatTheirLengthTakes() {
    MeetingAddress meeting = new MeetingAddress("https://zoom.us/j/1?pwd=S3CRET");
    String name = "a".repeat(8_000_000);
    for (String text : new String[] {"https://" + name, "https://b.test/" + name}) {
      assertEquals(
          text, assertTimeoutPreemptively(Duration.ofSeconds(20), () -> meeting.hide(text)));
    }
    assertEquals(
        "https://b.test/;" + name + "pwd=***",
        meeting.hide("https://b.test/;" + name + "pwd=S3CRET"));
  }
}
