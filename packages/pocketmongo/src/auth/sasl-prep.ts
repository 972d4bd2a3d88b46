/** Characters that SASLprep (RFC 4013) leaves out. */
const LEFT_OUT = /[\u00ad\u1806\u200b\u2060\ufeff]|\u034f|[\u180b-\u180d]|[\ufe00-\ufe0f]|\u200c|\u200d/gu;
const SPACES = /[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]/gu;

/** A password as drivers prepare it before they derive keys from it: mapped, then normalised. */
export const saslPrep = (password: string): string =>
  password.replaceAll(SPACES, ' ').replaceAll(LEFT_OUT, '').normalize('NFKC');
