import { actFor } from '../auth/connection-state.ts';
import { show } from '../query/show.ts';
import { createHmac, randomBytes } from 'node:crypto';
import { parseClientFirst, startScram, DEFAULT_ITERATIONS, type ScramCredentials } from '../auth/scram.ts';
import { Binary, doc, type Doc, isDoc, type Value } from '../bson/values.ts';
import { commandError } from '../errors.ts';
import type { Command, CommandCall } from './command.ts';

const failed = () => commandError('AuthenticationFailed', 'Authentication failed.');

/** The first step of SCRAM-SHA-256; undefined when the payload is malformed. */
export function startConversation(
  { connection, server }: CommandCall,
  body: Doc,
  database: string,
): Doc | undefined {
  const first = parseClientFirst(payloadText(body.get('payload')));
  if (first === undefined) return undefined;
  const user = server.users.find(database, first.user);
  const scram = startScram(first, user?.credentials ?? unknownUser(server.users, database, first.user));
  connection.conversations += 1;
  const options = body.get('options');
  const short = isDoc(options) && options.get('skipEmptyExchange') === true;
  connection.conversation = { id: connection.conversations, database, scram, short, proven: undefined };
  return step(connection.conversations, scram.serverFirst, false);
}

export const saslStart: Command = {
  names: ['saslStart'],
  access: 'none',
  fields: ['mechanism', 'payload', 'options', 'autoAuthorize'],
  run: (call) => {
    const mechanism = call.body.get('mechanism');
    if (mechanism !== 'SCRAM-SHA-256') {
      throw commandError(
        'MechanismUnavailable',
        `Received authentication for mechanism ${show(mechanism)} which is not enabled`,
      );
    }
    const reply = startConversation(call, call.body, call.database);
    if (reply === undefined) throw failed();
    return reply;
  },
};

export const saslContinue: Command = {
  names: ['saslContinue'],
  access: 'none',
  fields: ['conversationId', 'payload'],
  run: ({ body, connection, server }) => {
    const { conversation } = connection;
    if (conversation?.id !== body.get('conversationId') || conversation === undefined) {
      throw commandError('ProtocolError', 'No SASL session state found');
    }
    if (conversation.proven !== undefined) {
      actFor(connection, conversation.proven, server.roles);
      connection.conversation = undefined;
      return step(conversation.id, '', true);
    }
    const signature = conversation.scram.finish(payloadText(body.get('payload')));
    const user = server.users.find(conversation.database, conversation.scram.user);
    if (signature === undefined || user === undefined) {
      connection.conversation = undefined;
      throw failed();
    }
    if (!conversation.short) {
      // Without skipEmptyExchange the client sends an empty message when it has checked the signature.
      conversation.proven = user;
      return step(conversation.id, signature, false);
    }
    actFor(connection, user, server.roles);
    connection.conversation = undefined;
    return step(conversation.id, signature, true);
  },
};

export const logout: Command = {
  names: ['logout'],
  access: 'none',
  run: ({ connection, server }) => {
    actFor(connection, server.anonymous, server.roles);
    return new Map();
  },
};

const step = (conversationId: number, payload: string, done: boolean): Doc =>
  doc({ conversationId, done, payload: new Binary(Buffer.from(payload)) });

const payloadText = (payload: Value | undefined): string =>
  payload instanceof Binary ? Buffer.from(payload.value()).toString('utf8') : '';

/** Salts by name for users that don't exist, so that two attempts can't tell them from existing ones. */
const invented = new WeakMap<object, Buffer>();

function unknownUser(owner: object, database: string, name: string): ScramCredentials {
  const secret = invented.get(owner) ?? randomBytes(32);
  invented.set(owner, secret);
  const salt = createHmac('sha256', secret).update(`${database}.${name}`).digest().subarray(0, 28);
  return { salt, iterations: DEFAULT_ITERATIONS, storedKey: randomBytes(32), serverKey: randomBytes(32) };
}
