import type { TestFile, UnifiedTest } from './format.ts';
import { Skipped } from './outcome.ts';
import { compareVersions, type Deployment, unmetRequirement } from './requirements.ts';
import { reported } from './run-operation.ts';
import { runTest } from './run-test.ts';
import type { Target } from './test-state.ts';

/** The newest version of the unified test format that the runner knows. */
const SCHEMA = '1.28';

export type TestOutcome =
  | { test: string; state: 'passed' }
  | { test: string; state: 'failed'; message: string }
  | { test: string; state: 'skipped'; reason: string };

/** Runs the tests of a file whose description contains `text`, one after another. */
export async function runFile(
  file: TestFile,
  target: Target,
  deployment: Deployment,
  text = '',
): Promise<readonly TestOutcome[]> {
  if (!file.schemaVersion.startsWith('1.') || compareVersions(file.schemaVersion, SCHEMA) > 0) {
    const message = `version ${file.schemaVersion} of the test format is not known`;
    return [{ test: file.description, state: 'failed', message }];
  }
  const fileReason = unmetRequirement(file.runOnRequirements, deployment);
  const outcomes: TestOutcome[] = [];
  for (const test of file.tests) {
    if (!test.description.includes(text)) continue;
    const reason = fileReason ?? leftOut(test, deployment);
    outcomes.push(
      reason === undefined
        ? await outcomeOf(file, test, target)
        : { test: test.description, state: 'skipped', reason },
    );
  }
  return outcomes;
}

const leftOut = (test: UnifiedTest, deployment: Deployment): string | undefined =>
  test.skipReason === undefined
    ? unmetRequirement(test.runOnRequirements, deployment)
    : `skipped by its file (${test.skipReason})`;

async function outcomeOf(file: TestFile, test: UnifiedTest, target: Target): Promise<TestOutcome> {
  try {
    await runTest(file, test, target);
    return { test: test.description, state: 'passed' };
  } catch (error) {
    if (error instanceof Skipped) return { test: test.description, state: 'skipped', reason: error.message };
    return { test: test.description, state: 'failed', message: reported(error) };
  }
}

/** The outcome of a test that a right runner fails. */
export function reversed(outcome: TestOutcome): TestOutcome {
  const { test, state } = outcome;
  if (state === 'failed') return { test, state: 'passed' };
  return state === 'passed' ? { test, state: 'failed', message: 'should have failed' } : outcome;
}
