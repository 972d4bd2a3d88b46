import type { Database } from '../../../packages/platform/src/data/index.ts';

/** A command that a service's driver has sent. */
export type SentCommand = {
  /** Whose connection it went over. */
  readonly service: string;
  readonly session: string;
  readonly database: string;
  readonly command: string;
};

/** Asked of the server, not of a database. */
const ABOUT_THE_SERVER = new Set([
  'hello',
  'ping',
  'endSessions',
  'commitTransaction',
  'abortTransaction',
  'saslStart',
  'saslContinue',
]);

/** Notes each command from now on, until it is told to stop. */
export function watchCommands(databases: readonly Database[]): { stop(): readonly SentCommand[] } {
  const sent: SentCommand[] = [];
  const stops = databases.map(({ name, connection }) => {
    const client = connection.getClient();
    const note = (event: {
      readonly commandName: string;
      readonly databaseName: string;
      readonly command: object;
    }): void => {
      if (ABOUT_THE_SERVER.has(event.commandName)) return;
      const { commandName: command } = event;
      for (const database of databasesOf(event))
        sent.push({ service: name, session: sessionOf(event.command), database, command });
    };
    client.on('commandStarted', note);
    return () => client.off('commandStarted', note);
  });
  return {
    stop: () => {
      for (const stop of stops) stop();
      return sent;
    },
  };
}

/** `bulkWrite` is asked of the server and names the collections that it writes to. */
function databasesOf({ databaseName, command }: { readonly databaseName: string; readonly command: object }) {
  if (!('nsInfo' in command)) return [databaseName];
  const namespaces = command.nsInfo as readonly { readonly ns: string }[];
  return new Set(namespaces.map(({ ns }) => ns.slice(0, ns.indexOf('.'))));
}

function sessionOf(command: object): string {
  const lsid: unknown = 'lsid' in command ? command.lsid : null;
  if (typeof lsid !== 'object' || lsid === null || !('id' in lsid)) return 'none';
  return Buffer.from((lsid.id as { buffer: Uint8Array }).buffer).toString('hex');
}

/** The sessions, and the services' connections, that have touched more than one database. */
export function straying(sent: readonly SentCommand[]): string[] {
  const by = (key: (command: SentCommand) => string): string[] =>
    [...Map.groupBy(sent, key)].flatMap(([name, commands]) => {
      const databases = new Set(commands.map(({ database }) => database));
      return databases.size < 2 ? [] : [`${name} touched ${[...databases].toSorted().join(' and ')}`];
    });
  return [
    ...by(({ service }) => `the connection of ${service}`),
    ...by(({ service, session }) =>
      session === 'none' ? `${service} without a session` : `session ${session}`,
    ),
  ];
}
