const ADDRESS = /https?:\/\/[^\s<>"')\]]+/gi;
const KNOWN = /(meet\.google\.com|zoom\.(us|com)|teams\.(microsoft|live)\.com|webex\.com|whereby\.com|meet\.jit\.si)/i;
const JOIN = /(\/j\/|meetup-join|\/meet\/|meet\.google\.com\/[a-z]{3}-)/i;
const PASSCODE = /(?:pass ?code|password|pin code|kenncode|kennwort|passwort|zugangscode)\s*(?:[:=]|is|ist|lautet)\s*([^\s,;]{3,40})/i;
const TITLE = /^\s*(?:subject|topic|title|betreff|thema|titel)\s*:\s*(.{1,80})\s*$/im;

function clean(address) {
  return address.replace(/[.,;:!?]+$/, '');
}

/**
 * Finds what an agent needs in the text of a meeting's invitation: `{meeting_url, passcode, title}`, each
 * undefined if the text does not have it.
 */
export function readInvitation(text) {
  const addresses = (text.match(ADDRESS) ?? []).map(clean);
  const meetings = addresses.filter((address) => KNOWN.test(address));
  const url = meetings.find((address) => JOIN.test(address)) ?? meetings[0] ?? addresses[0];
  return { meeting_url: url, passcode: text.match(PASSCODE)?.[1], title: text.match(TITLE)?.[1]?.trim() };
}
