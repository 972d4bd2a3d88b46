import type { MongoClient } from 'mongodb';
import type { Requirement } from './format.ts';

/** What the server under test is, for `runOnRequirements`. */
export interface Deployment {
  version: string;
  topology: 'single' | 'replicaset' | 'sharded';
  auth: boolean;
  parameters: Readonly<Record<string, unknown>>;
}

/** Asks a server what it is. */
export async function describeDeployment(client: MongoClient): Promise<Deployment> {
  const admin = client.db('admin');
  const { versionArray } = (await admin.command({ buildInfo: 1 })) as { versionArray: number[] };
  const hello = await admin.command({ hello: 1 });
  const parameters = await admin.command({ getParameter: '*' });
  return {
    version: versionArray.slice(0, 3).join('.'),
    topology: hello.msg === 'isdbgrid' ? 'sharded' : hello.setName === undefined ? 'single' : 'replicaset',
    auth: client.options.credentials !== undefined,
    parameters,
  };
}

/** Why none of the requirements is met, told of the one that comes nearest; undefined when one is, or none is there. */
export function unmetRequirement(
  requirements: readonly Requirement[] | undefined,
  deployment: Deployment,
): string | undefined {
  if (requirements === undefined) return undefined;
  const reasons = requirements.map((requirement) => unmet(requirement, deployment));
  if (reasons.includes(undefined)) return undefined;
  // A requirement of the right topology says more than one of another.
  return reasons.find((reason) => reason?.includes('topology') === false) ?? reasons[0];
}

function unmet(requirement: Requirement, deployment: Deployment): string | undefined {
  const { minServerVersion, maxServerVersion, topologies, serverless, auth } = requirement;
  if (topologies !== undefined && !topologies.includes(deployment.topology)) {
    return `needs another topology (${topologies.join(' or ')})`;
  }
  if (serverless === 'require') return 'needs a serverless instance';
  if (minServerVersion !== undefined && compareVersions(deployment.version, minServerVersion) < 0) {
    return `needs at least version ${minServerVersion}`;
  }
  if (maxServerVersion !== undefined && compareVersions(deployment.version, maxServerVersion) > 0) {
    return `needs at most version ${maxServerVersion}`;
  }
  if (auth !== undefined && auth !== deployment.auth) return auth ? 'needs a log-in' : 'needs no log-in';
  if (requirement.csfle !== undefined && requirement.csfle !== false) return 'needs client-side encryption';
  return unmetParameter(requirement, deployment);
}

function unmetParameter(
  { serverParameters, authMechanism }: Requirement,
  { parameters }: Deployment,
): string | undefined {
  const wrong = Object.entries(serverParameters ?? {}).find(([name, value]) => parameters[name] !== value);
  if (wrong !== undefined) return `needs the parameter ${wrong[0]}`;
  const mechanisms = parameters.authenticationMechanisms;
  const known = Array.isArray(mechanisms) ? mechanisms.map((name) => String(name).toLowerCase()) : [];
  if (authMechanism !== undefined && !known.includes(authMechanism.toLowerCase()))
    return `needs ${authMechanism}`;
  return undefined;
}

/** Numeric comparison of major, minor and patch; what is left out is zero. */
export function compareVersions(one: string, other: string): number {
  const parts = (version: string): number[] => version.split('.').map((part) => Number.parseInt(part, 10));
  const [left, right] = [parts(one), parts(other)];
  for (const index of [0, 1, 2]) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
