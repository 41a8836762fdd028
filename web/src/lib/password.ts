/** No letter or digit that is taken for another when it is read out or copied by hand. */
const CHARACTERS = "abcdefghjkmnpqrstuvwxyz23456789";
const GROUPS = 4;
const GROUP_LENGTH = 5;

/** A password to be handed over, as `h7kqm-…`: 20 characters out of 31, about 99 bits. */
export function madeUpPassword(): string {
  const groups = Array.from({ length: GROUPS }, () =>
    Array.from({ length: GROUP_LENGTH }, anyCharacter).join(""),
  );
  return groups.join("-");
}

/** Each is as likely as any other: bytes beyond the last whole multiple are drawn again. */
function anyCharacter(): string {
  const limit = 256 - (256 % CHARACTERS.length);
  const drawn = new Uint8Array(1);
  do crypto.getRandomValues(drawn);
  while ((drawn[0] ?? limit) >= limit);
  return CHARACTERS.charAt((drawn[0] ?? 0) % CHARACTERS.length);
}
