import { doc, type Doc, isDoc, ObjectId } from '../bson/values.ts';
import { MAX_BSON_OBJECT_SIZE, MAX_MESSAGE_SIZE, MAX_WRITE_BATCH_SIZE } from '../wire/limits.ts';
import { SUPPORTED_COMPRESSORS } from '../wire/op-compressed.ts';
import type { Command, CommandCall } from './command.ts';
import { startConversation } from './sasl.ts';
import { REPLICA_SET, WIRE_VERSION } from './version.ts';

const ELECTION_ID = new ObjectId('7fffffff0000000000000001');

/** Presents the server as the primary of a replica set of one. */
export const hello: Command = {
  names: ['hello', 'isMaster', 'ismaster'],
  access: 'none',
  run: (call) => {
    const { body, connection, server } = call;
    const address = server.info.address();
    const primary = call.name === 'hello' ? 'isWritablePrimary' : 'ismaster';
    const reply = doc({
      helloOk: true,
      [primary]: true,
      setName: REPLICA_SET,
      setVersion: 1,
      secondary: false,
      hosts: [address],
      primary: address,
      me: address,
      electionId: ELECTION_ID,
      maxBsonObjectSize: MAX_BSON_OBJECT_SIZE,
      maxMessageSizeBytes: MAX_MESSAGE_SIZE,
      maxWriteBatchSize: MAX_WRITE_BATCH_SIZE,
      localTime: call.now,
      logicalSessionTimeoutMinutes: 30,
      connectionId: connection.id,
      minWireVersion: 0,
      maxWireVersion: WIRE_VERSION,
      readOnly: false,
    });
    connection.appName ??= appNameOf(body);
    agreeOnCompression(body, call, reply);
    addAuthentication(body, call, reply);
    return reply;
  },
};

function appNameOf(body: Doc): string | undefined {
  const client = body.get('client');
  const application = isDoc(client) ? client.get('application') : undefined;
  const name = isDoc(application) ? application.get('name') : undefined;
  return typeof name === 'string' ? name : undefined;
}

function agreeOnCompression(body: Doc, { connection }: CommandCall, reply: Doc): void {
  const offered = body.get('compression');
  if (!Array.isArray(offered)) return;
  const agreed = SUPPORTED_COMPRESSORS.filter((name) => offered.includes(name));
  connection.compress = agreed.length > 0;
  if (agreed.length > 0) reply.set('compression', [...agreed]);
}

function addAuthentication(body: Doc, call: CommandCall, reply: Doc): void {
  // The same answer for known and unknown users: it must not tell who exists.
  if (body.has('saslSupportedMechs')) reply.set('saslSupportedMechs', ['SCRAM-SHA-256']);
  const speculative = body.get('speculativeAuthenticate');
  if (!isDoc(speculative) || speculative.get('mechanism') !== 'SCRAM-SHA-256') return;
  const database = speculative.get('db');
  const answer = startConversation(
    call,
    speculative,
    typeof database === 'string' ? database : call.database,
  );
  if (answer !== undefined) reply.set('speculativeAuthenticate', answer);
}
