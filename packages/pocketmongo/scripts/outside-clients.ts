/**
 * Tries programs that are not part of this project against a fresh server:
 * `node scripts/outside-clients.ts [--mongosh PATH] [--mongodump PATH --mongorestore PATH]`.
 * Runs a session in mongosh; dumps, restores into a second server and dumps again, and compares the files byte for byte.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { MongoClient } from 'mongodb';
import { startPocketMongo, type PocketMongo } from '../src/index.ts';

const { values } = parseArgs({
  options: { mongosh: { type: 'string' }, mongodump: { type: 'string' }, mongorestore: { type: 'string' } },
});

function run(program: string, args: string[]): string {
  const { status, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${program} ended with ${status ?? 'a signal'}:\n${stdout}\n${stderr}`);
  return stdout;
}

/** Lines of mongosh; each prints `ok` or throws. */
const SESSION = `
  const check = (name, truth) => { if (!truth) throw new Error(name); print(name + ': ok'); };
  db = db.getSiblingDB('shop');
  check('insert', db.items.insertMany([{ n: 1 }, { n: 2 }, { n: NumberDecimal('3.5') }]).acknowledged);
  check('find', db.items.find({ n: { $gt: 1 } }).sort({ n: -1 }).toArray().length === 2);
  check('index', db.items.createIndex({ n: 1 }, { unique: true }) === 'n_1' && db.items.getIndexes().length === 2);
  check('explain', db.items.find({ n: 1 }).explain().queryPlanner.winningPlan.inputStage.indexName === 'n_1');
  check('aggregate', db.items.aggregate([{ $group: { _id: null, s: { $sum: '$n' } } }]).toArray()[0].s.toString() === '6.5');
  check('update', db.items.updateOne({ n: 1 }, { $inc: { n: 9 } }).modifiedCount === 1);
  try { db.items.insertOne({ n: 2 }); check('duplicate', false); } catch (e) { check('duplicate', e.code === 11000); }
  const session = db.getMongo().startSession();
  session.startTransaction();
  session.getDatabase('shop').items.insertOne({ n: 77 });
  check('isolation', db.items.countDocuments({ n: 77 }) === 0);
  session.commitTransaction();
  check('transaction', db.items.countDocuments({ n: 77 }) === 1);
  check('bulk', db.items.bulkWrite([{ insertOne: { document: { n: 5 } } }, { deleteOne: { filter: { n: 5 } } }]).deletedCount === 1);
  check('users', db.createUser({ user: 'u', pwd: 'p', roles: ['readWrite'] }).ok === 1 && db.getUsers().users.length === 1);
  check('roles', db.createRole({ role: 'clerk', privileges: [{ resource: { db: 'shop', collection: 'items' }, actions: ['find'] }], roles: ['read'] }).ok === 1);
  check('role', db.getRole('clerk', { showPrivileges: true }).privileges.length === 1 && db.getRole('nobody') === null);
  check('all roles', db.getRoles({ rolesInfo: 1, showBuiltinRoles: true }).roles.length === 6);
  check('granted', db.grantRolesToUser('u', ['clerk']).ok === 1 && db.getUser('u', { showPrivileges: true }).inheritedRoles.length === 3);
  check('dropped', db.dropRole('clerk').ok === 1 && db.getUser('u').roles.length === 1);
  check('plans', db.items.getPlanCache().list().length === 0 && db.items.getPlanCache().clear().ok === 1);
  check('server', db.serverStatus().ok === 1 && db.currentOp().ok === 1 && db.hostInfo().ok === 1 && db.getLogComponents().verbosity === 0);
  check('replica set', rs.status().members.length === 1 && rs.conf().members.length === 1);
  check('size', db.items.stats().count === 4 && db.items.validate().valid && db.items.getIndexes().length === 2);
  check('collections', db.getCollectionNames().includes('items') && db.stats().collections === 1);
  check('hello', db.hello().isWritablePrimary && db.version().startsWith('7.'));
  check('drop', db.dropUser('u').ok === 1 && db.dropDatabase().ok === 1);
`;

async function fill({ uri }: PocketMongo): Promise<void> {
  const client = await new MongoClient(uri('admin')).connect();
  const items = client.db('shop').collection('items');
  await items.insertMany(
    Array.from({ length: 20_000 }, (_, n) => ({ n, text: 'x'.repeat(n % 300), list: [n, { n }] })),
  );
  await items.createIndex({ n: 1 }, { unique: true }, {});
  await items.createIndex({ 'list.n': 1, n: -1 }, {}, {});
  await items.createIndex({ text: 'text' }, {}, {});
  await client.db('other').createCollection('empty');
  await client.close();
}

/** The files of a dump by name. */
function filesOf(directory: string): Map<string, string> {
  const names = readdirSync(directory, { recursive: true, encoding: 'utf8' });
  const dumped = names.filter((name) => /\.(bson|metadata\.json)$/.test(name)).sort();
  return new Map(
    dumped.map((name) => {
      const content = readFileSync(join(directory, name), 'latin1');
      return [name, name.endsWith('.json') ? comparable(content) : content];
    }),
  );
}

/** Uuids differ between servers; mongorestore gives indexes and their options in any order. */
function comparable(metadata: string): string {
  const { indexes, options, type } = JSON.parse(metadata) as Record<string, unknown> & { indexes: object[] };
  const sorted = indexes.map((index) => Object.entries(index).sort(([a], [b]) => (a < b ? -1 : 1)));
  return JSON.stringify({ indexes: sorted.map((index) => JSON.stringify(index)).sort(), options, type });
}

const directory = mkdtempSync(join(tmpdir(), 'pocketmongo-clients-'));
const servers = [0, 1].map((n) => startPocketMongo({ dataDir: join(directory, `data${n}`), mode: 'worker' }));
const [one, two] = await Promise.all(servers);
if (one === undefined || two === undefined) throw new Error('no server');
try {
  if (values.mongosh !== undefined)
    process.stdout.write(run(values.mongosh, [one.uri('test'), '--quiet', '--eval', SESSION]));
  if (values.mongodump !== undefined && values.mongorestore !== undefined) {
    await fill(one);
    const [first, second] = [join(directory, 'first'), join(directory, 'second')];
    run(values.mongodump, ['--uri', one.uri('admin').replace('/admin?', '/?'), '--out', first]);
    run(values.mongorestore, ['--uri', two.uri('admin').replace('/admin?', '/?'), first]);
    run(values.mongodump, ['--uri', two.uri('admin').replace('/admin?', '/?'), '--out', second]);
    const [before, after] = [filesOf(first), filesOf(second)];
    for (const [name, content] of before)
      if (after.get(name) !== content) throw new Error(`${name} differs after dump and restore`);
    console.log(`mongodump, mongorestore: ${before.size} files, byte for byte the same`);
  }
} finally {
  await Promise.all([one.stop(), two.stop()]);
  rmSync(directory, { recursive: true, force: true });
}
