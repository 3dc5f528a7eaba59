// shown returns what somebody else has sent as text for a terminal: no character in it can move the cursor, change
// colours, or turn the direction of writing.
export function shown(data) {
  const text = typeof data === "string" ? data : JSON.stringify(data) ?? "";
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\ufffd");
}
