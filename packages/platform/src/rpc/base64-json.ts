/** JSON in base64url, so that it fits a header; a bigint travels as `{"$int64":"…"}`. */
export function toBase64Json(value: unknown): string {
  const json = JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? { $int64: inner.toString() } : inner,
  );
  return Buffer.from(json, 'utf8').toString('base64url');
}

/** The value that the text holds; undefined when it holds none. */
export function fromBase64Json(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString('utf8'), (_key, inner: unknown) =>
      isInt64(inner) ? BigInt(inner.$int64) : inner,
    );
  } catch {
    // A header that holds no JSON is the same as one that is not there.
    return undefined;
  }
}

function isInt64(value: unknown): value is { readonly $int64: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    '$int64' in value &&
    typeof value.$int64 === 'string' &&
    /^-?\d{1,19}$/.test(value.$int64)
  );
}
