import { exampleId } from '../../../packages/contracts/src/index.ts';
import { freshEmail, register } from '../world/people.ts';
import { byAnyone, byOperator, type Arrangements } from './arrangement.ts';

const EMAIL = 'ana@example.com';

export const identity: Arrangements = {
  registerAccount: () => ({ as: {}, real: { [EMAIL]: freshEmail() } }),
  logIn: ({ ana }) => ({ as: {}, real: { [EMAIL]: ana.email } }),
  refreshSession: async ({ world }, { body }) => {
    const { refreshToken } = await register(world);
    return { as: {}, real: { [(body as { refreshToken: string }).refreshToken]: refreshToken } };
  },
  logOut: async ({ world }) => ({ as: (await register(world)).headers }),
  showOwnAccount: ({ ana }) => ({ as: ana.headers }),
  listAccounts: byOperator,
  showAccount: ({ world, ana }) => ({ as: world.operator, real: { [exampleId('account')]: ana.accountId } }),
  createStaffAccount: ({ world }) => ({
    as: world.operator,
    real: { 'hand-over@carrier.example': freshEmail() },
  }),
  publishSigningKeys: byAnyone,
};
