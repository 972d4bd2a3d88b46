/** Tests the value of a type that starts at `at`; type {@link MISSING}: there is none. */
export type RawTest = (document: Buffer, type: number, at: number) => boolean;

/** Stands for the type of a value that is not there; no BSON type has this number. */
export const MISSING = 0;

export const isThere: RawTest = (_document, type) => type !== MISSING;
