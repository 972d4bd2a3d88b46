import { type Demands, onCollection } from '../auth/access.ts';
import { pipelineRights } from './pipeline-rights.ts';
import { findAndModifyRights, updateRights } from './write-rights.ts';
import { doc, type Doc, isDoc } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { ExplainVerbosity, Query } from '../engine.ts';
import { optimise } from '../aggregation/optimise.ts';
import { planPipeline, pushProjection } from '../aggregation/plan.ts';
import {
  optionalArray,
  optionalDoc,
  optionalHint,
  optionalString,
  requiredDoc,
  requiredDocs,
} from './arguments.ts';
import { collationOf } from './collation.ts';
import type { Command, CommandCall } from './command.ts';
import { countQuery } from './count.ts';
import { deleteRequest } from './delete.ts';
import { distinctQuery } from './distinct.ts';
import { findQuery } from './find.ts';
import { findAndModifyQuery } from './find-and-modify.ts';
import { variablesOf } from './let.ts';
import { updateRequest } from './update.ts';
import { bindVariables } from '../query/bind-variables.ts';
import { checkPipeline } from '../aggregation/check-pipeline.ts';
import { resolveView } from '../views/resolve.ts';
import { countPipeline, findPipeline } from './over-view.ts';
import { namespaceOf } from './namespace.ts';
import { VERSION } from './version.ts';

/** What is explained, only to those who may run it. */
const EXPLAINED: ReadonlyMap<string, Demands> = new Map([
  ['find', onCollection('find')],
  ['count', onCollection('find')],
  ['distinct', onCollection('find')],
  ['aggregate', pipelineRights],
  ['update', updateRights],
  ['delete', onCollection('remove')],
  ['findAndModify', findAndModifyRights],
  ['findandmodify', findAndModifyRights],
]);
const VERBOSITIES: readonly ExplainVerbosity[] = ['queryPlanner', 'executionStats', 'allPlansExecution'];

const explainRights: Demands = ({ database, body }) => {
  const inner = body.get('explain');
  const [name = ''] = isDoc(inner) ? inner.keys() : [];
  return isDoc(inner) ? (EXPLAINED.get(name)?.({ name, database, body: inner }) ?? []) : [];
};

export const explain: Command = {
  names: ['explain'],
  access: explainRights,
  kind: 'read',
  reading: true,
  fields: ['verbosity'],
  run: (call) => {
    const inner = requiredDoc(call.body, 'explain');
    const wanted = optionalString(call.body, 'verbosity') ?? 'allPlansExecution';
    const verbosity = VERBOSITIES.find((one) => one === wanted);
    if (verbosity === undefined)
      throw commandError(
        'BadValue',
        `Enumeration value '${wanted}' for field 'explain.verbosity' is not a valid value.`,
      );
    return explainCommand(call, inner, verbosity);
  },
};

/** Explains the query part of a command. */
export function explainCommand(call: CommandCall, inner: Doc, verbosity: ExplainVerbosity): Doc {
  const [name = ''] = inner.keys();
  if (!EXPLAINED.has(name))
    throw commandError('CommandNotFound', `Explain failed due to unknown command: ${name}`);
  const namespace = namespaceOf(call.database, inner, name);
  const over = explainedOverView({ ...call, name, body: inner }, namespace);
  if (over !== undefined) return new Map([...explainCommand(call, over, verbosity), ['command', inner]]);
  const query = queryOf({ ...call, name, body: inner }, namespace);
  const plan = call.server.engine.explain({ ...call.op }, namespace, query, verbosity);
  const reply = name === 'aggregate' ? withStages(plan, inner) : plan;
  const { host, port } = call.server.info;
  return new Map([
    ...reply,
    ['command', inner],
    ['serverInfo', doc({ host, port: port(), version: VERSION, gitVersion: 'pocketmongo' })],
  ]);
}

/** A read of a view as the aggregation that it is; undefined for a collection. */
function explainedOverView(call: CommandCall, namespace: string): Doc | undefined {
  const { engine } = call.server;
  const find = (name: string) => engine.view(name, call.op.txn);
  const view = find(namespace);
  if (view === undefined) return undefined;
  const resolved = resolveView(namespace, pipelineOf(call, namespace), find);
  if (resolved === undefined) return undefined;
  return doc({
    aggregate: resolved.namespace.slice(call.database.length + 1),
    pipeline: [...resolved.pipeline],
    collation: view.collation?.spec ?? doc({ locale: 'simple' }),
  });
}

/** A read as the stages of a pipeline. Throws CommandNotSupportedOnView for a write. */
function pipelineOf(call: CommandCall, namespace: string): Doc[] {
  switch (call.name) {
    case 'find':
      return findPipeline(findQuery(call, namespace), optionalDoc(call.body, 'projection'));
    case 'count':
      return countPipeline(countQuery(call, namespace));
    case 'distinct':
      return [doc({ $match: distinctQuery(call, namespace).filter })];
    case 'aggregate':
      return checkPipeline(optionalArray(call.body, 'pipeline') ?? []);
    default:
      throw commandError('CommandNotSupportedOnView', `${call.name} is not supported on a view`);
  }
}

/** A pipeline that the engine answers only in part is shown stage by stage, as mongod does. */
function withStages(plan: Doc, inner: Doc): Doc {
  const { rest } = pipelinePlan(inner);
  if (rest.length === 0) return plan;
  const { explainVersion = '1', ...parts } = Object.fromEntries(plan);
  return doc({ explainVersion, stages: [doc({ $cursor: doc(parts) }), ...rest] });
}

function pipelinePlan(inner: Doc) {
  const pipeline = (optionalArray(inner, 'pipeline') ?? []).filter(isDoc);
  return pushProjection(planPipeline(optimise(pipeline)));
}

function queryOf(call: CommandCall, namespace: string): Query {
  switch (call.name) {
    case 'find':
      return findQuery(call, namespace);
    case 'count':
      return countQuery(call, namespace);
    case 'distinct':
      return distinctQuery(call, namespace);
    case 'aggregate': {
      const { query } = pipelinePlan(call.body);
      return {
        ...query,
        filter: bindVariables(query.filter, variablesOf(call)),
        hint: optionalHint(call.body),
        collation: collationOf(call, namespace, call.body),
        system: call.system,
      };
    }
    case 'update': {
      const [statement] = requiredDocs(call.body, 'updates');
      return statement === undefined
        ? { filter: new Map() }
        : updateRequest(call, namespace, statement).query;
    }
    case 'delete': {
      const [statement] = requiredDocs(call.body, 'deletes');
      return statement === undefined
        ? { filter: new Map() }
        : deleteRequest(call, namespace, statement).query;
    }
    default:
      return { ...findAndModifyQuery(call, namespace), limit: 1 };
  }
}
