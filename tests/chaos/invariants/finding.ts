/** One invariant: how many cases were looked at, and what is wrong with those that break it. */
export type Finding = {
  readonly invariant: string;
  readonly looked: number;
  readonly broken: readonly string[];
};

export function finding(invariant: string, looked: number, broken: readonly string[]): Finding {
  return { invariant, looked, broken };
}

/** Tries a rule on each case; `rule` gives what is wrong with it, or null. */
export function forEach<T>(
  invariant: string,
  cases: readonly T[],
  rule: (each: T) => string | null,
): Finding {
  return finding(
    invariant,
    cases.length,
    cases.flatMap((each) => rule(each) ?? []),
  );
}

export function allHold(findings: readonly Finding[]): boolean {
  return findings.every(({ broken }) => broken.length === 0);
}

/** The findings as lines of a table, with the first few breaches under their invariant. */
export function tableOf(findings: readonly Finding[]): string {
  const width = Math.max(...findings.map(({ invariant }) => invariant.length));
  return findings
    .flatMap(({ invariant, looked, broken }) => [
      `  ${invariant.padEnd(width)}  ${String(looked).padStart(6)}  ${broken.length === 0 ? 'ok' : `BROKEN ${broken.length} times`}`,
      ...broken.slice(0, 5).map((breach) => `      ${breach}`),
    ])
    .join('\n');
}
